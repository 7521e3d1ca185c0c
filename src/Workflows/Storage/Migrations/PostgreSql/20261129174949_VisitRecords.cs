using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ProcessSales.Workflows.Storage.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class VisitRecords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "FreshnessTerms",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    UpToDays = table.Column<int>(type: "integer", nullable: false),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    ReceiptAge = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    WarnAge = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    NearDays = table.Column<int>(type: "integer", nullable: false),
                    BlockDays = table.Column<int>(type: "integer", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FreshnessTerms", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PromoterRecords",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Topic = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Score = table.Column<int>(type: "integer", nullable: true),
                    Note = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
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
                    VisitId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ReceivedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ContentJson = table.Column<string>(type: "text", nullable: false)
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
                name: "IX_FreshnessTerms_UpToDays_From",
                table: "FreshnessTerms",
                columns: new[] { "UpToDays", "From" },
                unique: true);

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
                name: "FreshnessTerms");

            migrationBuilder.DropTable(
                name: "PromoterRecords");

            migrationBuilder.DropTable(
                name: "VisitVersions");
        }
    }
}
