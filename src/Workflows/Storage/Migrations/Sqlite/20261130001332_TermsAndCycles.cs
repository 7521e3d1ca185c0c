using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ProcessSales.Workflows.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class TermsAndCycles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Statements_CustomerId_Month",
                table: "Statements");

            migrationBuilder.AddColumn<string>(
                name: "Cycle",
                table: "Statements",
                type: "TEXT",
                maxLength: 40,
                nullable: false,
                defaultValue: "Monthly");

            migrationBuilder.AddColumn<DateOnly>(
                name: "Day",
                table: "Statements",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Occasion",
                table: "Statements",
                type: "TEXT",
                maxLength: 60,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Level",
                table: "DunningLetters",
                type: "TEXT",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "LevelDays",
                table: "DunningLetters",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "HighRisk",
                table: "Customers",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "StatementCycle",
                table: "Contracts",
                type: "TEXT",
                maxLength: 40,
                nullable: false,
                defaultValue: "Monthly");

            migrationBuilder.AddColumn<int>(
                name: "StatementDay",
                table: "Contracts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<long>(
                name: "LegalLimit",
                table: "Complaints",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "LegalOpinion",
                table: "Complaints",
                type: "TEXT",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LegalReviewedAt",
                table: "Complaints",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "LegalReviewedById",
                table: "Complaints",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "CollectionTerms",
                columns: table => new
                {
                    From = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    TermsJson = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CollectionTerms", x => x.From);
                    table.ForeignKey(
                        name: "FK_CollectionTerms_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ComplaintTerms",
                columns: table => new
                {
                    From = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    TermsJson = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ComplaintTerms", x => x.From);
                    table.ForeignKey(
                        name: "FK_ComplaintTerms_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Statements_CustomerId_Month_Cycle_Occasion",
                table: "Statements",
                columns: new[] { "CustomerId", "Month", "Cycle", "Occasion" },
                unique: true,
                filter: "\"State\" <> 'Cancelled'");

            migrationBuilder.CreateIndex(
                name: "IX_CollectionTerms_PersonId",
                table: "CollectionTerms",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_ComplaintTerms_PersonId",
                table: "ComplaintTerms",
                column: "PersonId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CollectionTerms");

            migrationBuilder.DropTable(
                name: "ComplaintTerms");

            migrationBuilder.DropIndex(
                name: "IX_Statements_CustomerId_Month_Cycle_Occasion",
                table: "Statements");

            migrationBuilder.DropColumn(
                name: "Cycle",
                table: "Statements");

            migrationBuilder.DropColumn(
                name: "Day",
                table: "Statements");

            migrationBuilder.DropColumn(
                name: "Occasion",
                table: "Statements");

            migrationBuilder.DropColumn(
                name: "Level",
                table: "DunningLetters");

            migrationBuilder.DropColumn(
                name: "LevelDays",
                table: "DunningLetters");

            migrationBuilder.DropColumn(
                name: "HighRisk",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "StatementCycle",
                table: "Contracts");

            migrationBuilder.DropColumn(
                name: "StatementDay",
                table: "Contracts");

            migrationBuilder.DropColumn(
                name: "LegalLimit",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "LegalOpinion",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "LegalReviewedAt",
                table: "Complaints");

            migrationBuilder.DropColumn(
                name: "LegalReviewedById",
                table: "Complaints");

            migrationBuilder.CreateIndex(
                name: "IX_Statements_CustomerId_Month",
                table: "Statements",
                columns: new[] { "CustomerId", "Month" },
                unique: true,
                filter: "\"State\" <> 'Cancelled'");
        }
    }
}
