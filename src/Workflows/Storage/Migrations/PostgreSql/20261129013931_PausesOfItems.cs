using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ProcessSales.Workflows.Storage.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class PausesOfItems : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ReturnCredits_CustomerId",
                table: "ReturnCredits");

            migrationBuilder.AddColumn<string>(
                name: "SlipNumber",
                table: "ReturnCredits",
                type: "character varying(60)",
                maxLength: 60,
                nullable: false,
                defaultValue: "");

            // The slip of a return that was counted before stands in its case.
            migrationBuilder.Sql(
                """
                UPDATE "ReturnCredits" SET "SlipNumber" = COALESCE((SELECT substr(trim("DataJson"::jsonb ->> 'slip'), 1, 60) FROM "Cases" WHERE "Cases"."Id" = "ReturnCredits"."Id" AND "DataJson" IS NOT NULL), '')
                """);

            migrationBuilder.AddColumn<Guid>(
                name: "ReceivableId",
                table: "DunningPauses",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReturnCredits_CustomerId_SlipNumber",
                table: "ReturnCredits",
                columns: new[] { "CustomerId", "SlipNumber" });

            migrationBuilder.CreateIndex(
                name: "IX_DunningPauses_ReceivableId",
                table: "DunningPauses",
                column: "ReceivableId");

            migrationBuilder.AddForeignKey(
                name: "FK_DunningPauses_Receivables_ReceivableId",
                table: "DunningPauses",
                column: "ReceivableId",
                principalTable: "Receivables",
                principalColumn: "Id",
                onDelete: ReferentialAction.Cascade);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_DunningPauses_Receivables_ReceivableId",
                table: "DunningPauses");

            migrationBuilder.DropIndex(
                name: "IX_ReturnCredits_CustomerId_SlipNumber",
                table: "ReturnCredits");

            migrationBuilder.DropIndex(
                name: "IX_DunningPauses_ReceivableId",
                table: "DunningPauses");

            migrationBuilder.DropColumn(
                name: "SlipNumber",
                table: "ReturnCredits");

            migrationBuilder.DropColumn(
                name: "ReceivableId",
                table: "DunningPauses");

            migrationBuilder.CreateIndex(
                name: "IX_ReturnCredits_CustomerId",
                table: "ReturnCredits",
                column: "CustomerId");
        }
    }
}
