using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ProcessSales.Workflows.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class FieldRecords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateOnly>(
                name: "CheckOn",
                table: "Promises",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ProofId",
                table: "Promises",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ImprovementOwnerId",
                table: "Complaints",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "DueExtensions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReceivableId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OpenFor = table.Column<Guid>(type: "TEXT", nullable: true),
                    From = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    To = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    AskedById = table.Column<Guid>(type: "TEXT", nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RgmId = table.Column<Guid>(type: "TEXT", nullable: true),
                    FinMId = table.Column<Guid>(type: "TEXT", nullable: true),
                    RefusedById = table.Column<Guid>(type: "TEXT", nullable: true),
                    Comment = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DueExtensions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DueExtensions_People_AskedById",
                        column: x => x.AskedById,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_DueExtensions_Receivables_ReceivableId",
                        column: x => x.ReceivableId,
                        principalTable: "Receivables",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "FreshnessTerms",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    UpToDays = table.Column<int>(type: "INTEGER", nullable: false),
                    From = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ReceiptAge = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    WarnAge = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    NearDays = table.Column<int>(type: "INTEGER", nullable: false),
                    BlockDays = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FreshnessTerms", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ListingTerms",
                columns: table => new
                {
                    From = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    TermsJson = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ListingTerms", x => x.From);
                    table.ForeignKey(
                        name: "FK_ListingTerms_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PromoterRecords",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Topic = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Score = table.Column<int>(type: "INTEGER", nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PromoterRecords", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PromoterRecords_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "VisitVersions",
                columns: table => new
                {
                    VisitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ContentJson = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitVersions", x => new { x.VisitId, x.Number });
                    table.ForeignKey(
                        name: "FK_VisitVersions_Visits_VisitId",
                        column: x => x.VisitId,
                        principalTable: "Visits",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_DueExtensions_AskedById",
                table: "DueExtensions",
                column: "AskedById");

            migrationBuilder.CreateIndex(
                name: "IX_DueExtensions_OpenFor",
                table: "DueExtensions",
                column: "OpenFor",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DueExtensions_ReceivableId_AskedAt",
                table: "DueExtensions",
                columns: new[] { "ReceivableId", "AskedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_FreshnessTerms_UpToDays_From",
                table: "FreshnessTerms",
                columns: new[] { "UpToDays", "From" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ListingTerms_PersonId",
                table: "ListingTerms",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_PromoterRecords_PersonId_Day_Kind_Topic",
                table: "PromoterRecords",
                columns: new[] { "PersonId", "Day", "Kind", "Topic" },
                unique: true);

            // What stands in visits that were handed in before is their first version as far as it is known.
            migrationBuilder.Sql("INSERT INTO \"VisitVersions\" (\"VisitId\", \"Number\", \"At\", \"ReceivedAt\", \"ContentJson\") SELECT \"Id\", 1, \"SubmittedAt\", COALESCE(\"ReceivedAt\", \"SubmittedAt\"), \"ContentJson\" FROM \"Visits\" WHERE \"SubmittedAt\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DueExtensions");

            migrationBuilder.DropTable(
                name: "FreshnessTerms");

            migrationBuilder.DropTable(
                name: "ListingTerms");

            migrationBuilder.DropTable(
                name: "PromoterRecords");

            migrationBuilder.DropTable(
                name: "VisitVersions");

            migrationBuilder.DropColumn(
                name: "CheckOn",
                table: "Promises");

            migrationBuilder.DropColumn(
                name: "ProofId",
                table: "Promises");

            migrationBuilder.DropColumn(
                name: "ImprovementOwnerId",
                table: "Complaints");
        }
    }
}
