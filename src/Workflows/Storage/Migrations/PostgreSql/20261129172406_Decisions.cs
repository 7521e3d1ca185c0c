using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ProcessSales.Workflows.Storage.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Decisions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateOnly>(
                name: "CheckOn",
                table: "Promises",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ProofId",
                table: "Promises",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ImprovementOwnerId",
                table: "Complaints",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "DueExtensions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ReceivableId = table.Column<Guid>(type: "uuid", nullable: false),
                    OpenFor = table.Column<Guid>(type: "uuid", nullable: true),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    To = table.Column<DateOnly>(type: "date", nullable: false),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    AskedById = table.Column<Guid>(type: "uuid", nullable: false),
                    AskedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    RgmId = table.Column<Guid>(type: "uuid", nullable: true),
                    FinMId = table.Column<Guid>(type: "uuid", nullable: true),
                    RefusedById = table.Column<Guid>(type: "uuid", nullable: true),
                    Comment = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    EndedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DueExtensions");

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
