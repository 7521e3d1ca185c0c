using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ProcessSales.Workflows.Storage.Migrations.PostgreSql
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
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "Monthly");

            migrationBuilder.AddColumn<DateOnly>(
                name: "Day",
                table: "Statements",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Occasion",
                table: "Statements",
                type: "character varying(60)",
                maxLength: 60,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Level",
                table: "DunningLetters",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "LevelDays",
                table: "DunningLetters",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "HighRisk",
                table: "Customers",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "StatementCycle",
                table: "Contracts",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "Monthly");

            migrationBuilder.AddColumn<int>(
                name: "StatementDay",
                table: "Contracts",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<decimal>(
                name: "LegalLimit",
                table: "Complaints",
                type: "numeric(18,4)",
                precision: 18,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<string>(
                name: "LegalOpinion",
                table: "Complaints",
                type: "character varying(1000)",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "LegalReviewedAt",
                table: "Complaints",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "LegalReviewedById",
                table: "Complaints",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "CollectionTerms",
                columns: table => new
                {
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    TermsJson = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
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
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    TermsJson = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
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
