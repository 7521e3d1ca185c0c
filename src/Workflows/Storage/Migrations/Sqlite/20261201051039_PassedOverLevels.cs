using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ProcessSales.Workflows.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PassedOverLevels : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "PassedOver",
                table: "Reminders",
                type: "TEXT",
                maxLength: 500,
                nullable: false,
                defaultValue: "");

            // A level that was passed over stood in a row of its own, of the same day as the one that was told.
            migrationBuilder.Sql(
                """
                UPDATE "Reminders" SET "PassedOver" = COALESCE((SELECT group_concat(p."Rank", ',' ORDER BY p."Rank") FROM "Reminders" p WHERE p."State" = 'Skipped' AND p."ReceivableId" = "Reminders"."ReceivableId"
                    AND p."Cycle" = "Reminders"."Cycle" AND p."Day" = "Reminders"."Day" AND p."Rank" < "Reminders"."Rank"), '') WHERE "State" = 'Sent'
                """);
            migrationBuilder.Sql("""DELETE FROM "Reminders" WHERE "State" = 'Skipped'""");

            migrationBuilder.DropColumn(
                name: "State",
                table: "Reminders");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "PassedOver",
                table: "Reminders");

            migrationBuilder.AddColumn<string>(
                name: "State",
                table: "Reminders",
                type: "TEXT",
                maxLength: 40,
                nullable: false,
                defaultValue: "Sent");
        }
    }
}
