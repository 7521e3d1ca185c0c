using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ProcessSales.Workflows.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Processes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "OriginId",
                table: "Cases",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "MaxPayback",
                table: "ApprovalRules",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "MaxStores",
                table: "ApprovalRules",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Receivables",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CustomerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    StatementId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Amount = table.Column<long>(type: "INTEGER", nullable: false),
                    Open = table.Column<long>(type: "INTEGER", nullable: false),
                    Disputed = table.Column<long>(type: "INTEGER", nullable: false),
                    IssuedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ExpectedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    PromisedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    BaseOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Cycle = table.Column<int>(type: "INTEGER", nullable: false),
                    Legal = table.Column<bool>(type: "INTEGER", nullable: false),
                    Ended = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    EndedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Receivables", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Receivables_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Visits",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ClientId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StoreId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AreaId = table.Column<Guid>(type: "TEXT", nullable: true),
                    PlannedVisitId = table.Column<Guid>(type: "TEXT", nullable: true),
                    AdHocReason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Order = table.Column<int>(type: "INTEGER", nullable: true),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    StateNote = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    CaseId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ChecklistVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    ContentJson = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    LastOperationId = table.Column<Guid>(type: "TEXT", nullable: true),
                    CheckInAt = table.Column<long>(type: "INTEGER", nullable: true),
                    CheckInReceivedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Latitude = table.Column<double>(type: "REAL", nullable: true),
                    Longitude = table.Column<double>(type: "REAL", nullable: true),
                    Accuracy = table.Column<double>(type: "REAL", nullable: true),
                    Distance = table.Column<double>(type: "REAL", nullable: true),
                    PositionIssue = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    PositionReason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    CheckOutAt = table.Column<long>(type: "INTEGER", nullable: true),
                    SubmittedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ReviewedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ReviewedById = table.Column<Guid>(type: "TEXT", nullable: true),
                    ClockDifference = table.Column<int>(type: "INTEGER", nullable: true),
                    Effective = table.Column<bool>(type: "INTEGER", nullable: true),
                    Exceptions = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ExceptionWeight = table.Column<int>(type: "INTEGER", nullable: false),
                    FailedChecks = table.Column<int>(type: "INTEGER", nullable: false),
                    OrderAmount = table.Column<long>(type: "INTEGER", nullable: true),
                    Summary = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Visits", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Visits_Cases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Visits_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Visits_Stores_StoreId",
                        column: x => x.StoreId,
                        principalTable: "Stores",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "CompetitorNotes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    VisitId = table.Column<Guid>(type: "TEXT", nullable: true),
                    StoreId = table.Column<Guid>(type: "TEXT", nullable: true),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Brand = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Item = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    Action = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Price = table.Column<long>(type: "INTEGER", nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CompetitorNotes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CompetitorNotes_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_CompetitorNotes_Stores_StoreId",
                        column: x => x.StoreId,
                        principalTable: "Stores",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_CompetitorNotes_Visits_VisitId",
                        column: x => x.VisitId,
                        principalTable: "Visits",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "VisitAnswers",
                columns: table => new
                {
                    VisitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Check = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Element = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Result = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Treatment = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Raised = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitAnswers", x => new { x.VisitId, x.Check });
                    table.ForeignKey(
                        name: "FK_VisitAnswers_Visits_VisitId",
                        column: x => x.VisitId,
                        principalTable: "Visits",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "VisitBatches",
                columns: table => new
                {
                    VisitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    ProductCode = table.Column<string>(type: "TEXT", maxLength: 13, nullable: false),
                    ProducedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Quantity = table.Column<int>(type: "INTEGER", nullable: false),
                    InBackRoom = table.Column<bool>(type: "INTEGER", nullable: false),
                    Band = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    DaysLeft = table.Column<int>(type: "INTEGER", nullable: false),
                    Pulled = table.Column<int>(type: "INTEGER", nullable: false),
                    Held = table.Column<int>(type: "INTEGER", nullable: false),
                    Returned = table.Column<int>(type: "INTEGER", nullable: false),
                    Exchanged = table.Column<int>(type: "INTEGER", nullable: false),
                    Discounted = table.Column<int>(type: "INTEGER", nullable: false),
                    Destroyed = table.Column<int>(type: "INTEGER", nullable: false),
                    Place = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitBatches", x => new { x.VisitId, x.Number });
                    table.ForeignKey(
                        name: "FK_VisitBatches_Visits_VisitId",
                        column: x => x.VisitId,
                        principalTable: "Visits",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "VisitLines",
                columns: table => new
                {
                    VisitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ProductCode = table.Column<string>(type: "TEXT", maxLength: 13, nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    MustHave = table.Column<bool>(type: "INTEGER", nullable: false),
                    Facings = table.Column<int>(type: "INTEGER", nullable: true),
                    Price = table.Column<long>(type: "INTEGER", nullable: true),
                    AgreedPrice = table.Column<long>(type: "INTEGER", nullable: false),
                    PriceReason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ShelfQuantity = table.Column<int>(type: "INTEGER", nullable: true),
                    BackQuantity = table.Column<int>(type: "INTEGER", nullable: true),
                    Sold = table.Column<int>(type: "INTEGER", nullable: true),
                    Suggested = table.Column<int>(type: "INTEGER", nullable: true),
                    Ordered = table.Column<int>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitLines", x => new { x.VisitId, x.ProductCode });
                    table.ForeignKey(
                        name: "FK_VisitLines_Visits_VisitId",
                        column: x => x.VisitId,
                        principalTable: "Visits",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "VisitMoves",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    VisitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    From = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    To = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitMoves", x => x.Id);
                    table.ForeignKey(
                        name: "FK_VisitMoves_Visits_VisitId",
                        column: x => x.VisitId,
                        principalTable: "Visits",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "VisitPhotos",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    VisitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    StoreCode = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    TakenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    FromGallery = table.Column<bool>(type: "INTEGER", nullable: false),
                    ReusedFromId = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitPhotos", x => x.Id);
                    table.ForeignKey(
                        name: "FK_VisitPhotos_Visits_VisitId",
                        column: x => x.VisitId,
                        principalTable: "Visits",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Cases_OriginId",
                table: "Cases",
                column: "OriginId");

            migrationBuilder.CreateIndex(
                name: "IX_CompetitorNotes_PersonId_At",
                table: "CompetitorNotes",
                columns: new[] { "PersonId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_CompetitorNotes_StoreId",
                table: "CompetitorNotes",
                column: "StoreId");

            migrationBuilder.CreateIndex(
                name: "IX_CompetitorNotes_VisitId",
                table: "CompetitorNotes",
                column: "VisitId");

            migrationBuilder.CreateIndex(
                name: "IX_Receivables_CustomerId_Ended_DueOn",
                table: "Receivables",
                columns: new[] { "CustomerId", "Ended", "DueOn" });

            migrationBuilder.CreateIndex(
                name: "IX_Receivables_Ended_BaseOn",
                table: "Receivables",
                columns: new[] { "Ended", "BaseOn" });

            migrationBuilder.CreateIndex(
                name: "IX_Receivables_Ended_DueOn",
                table: "Receivables",
                columns: new[] { "Ended", "DueOn" });

            migrationBuilder.CreateIndex(
                name: "IX_Receivables_Ended_ExpectedOn",
                table: "Receivables",
                columns: new[] { "Ended", "ExpectedOn" });

            migrationBuilder.CreateIndex(
                name: "IX_Receivables_Number",
                table: "Receivables",
                column: "Number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Receivables_StatementId",
                table: "Receivables",
                column: "StatementId");

            migrationBuilder.CreateIndex(
                name: "IX_VisitBatches_Band",
                table: "VisitBatches",
                column: "Band");

            migrationBuilder.CreateIndex(
                name: "IX_VisitLines_ProductCode_Status",
                table: "VisitLines",
                columns: new[] { "ProductCode", "Status" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitMoves_VisitId",
                table: "VisitMoves",
                column: "VisitId");

            migrationBuilder.CreateIndex(
                name: "IX_VisitPhotos_Sha256",
                table: "VisitPhotos",
                column: "Sha256");

            migrationBuilder.CreateIndex(
                name: "IX_VisitPhotos_VisitId",
                table: "VisitPhotos",
                column: "VisitId");

            migrationBuilder.CreateIndex(
                name: "IX_Visits_AreaId_State_ExceptionWeight",
                table: "Visits",
                columns: new[] { "AreaId", "State", "ExceptionWeight" });

            migrationBuilder.CreateIndex(
                name: "IX_Visits_CaseId",
                table: "Visits",
                column: "CaseId",
                unique: true,
                filter: "\"CaseId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Visits_ClientId",
                table: "Visits",
                column: "ClientId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Visits_PersonId_Day",
                table: "Visits",
                columns: new[] { "PersonId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_Visits_PlannedVisitId",
                table: "Visits",
                column: "PlannedVisitId",
                unique: true,
                filter: "\"PlannedVisitId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Visits_StoreId_Day",
                table: "Visits",
                columns: new[] { "StoreId", "Day" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CompetitorNotes");

            migrationBuilder.DropTable(
                name: "Receivables");

            migrationBuilder.DropTable(
                name: "VisitAnswers");

            migrationBuilder.DropTable(
                name: "VisitBatches");

            migrationBuilder.DropTable(
                name: "VisitLines");

            migrationBuilder.DropTable(
                name: "VisitMoves");

            migrationBuilder.DropTable(
                name: "VisitPhotos");

            migrationBuilder.DropTable(
                name: "Visits");

            migrationBuilder.DropIndex(
                name: "IX_Cases_OriginId",
                table: "Cases");

            migrationBuilder.DropColumn(
                name: "OriginId",
                table: "Cases");

            migrationBuilder.DropColumn(
                name: "MaxPayback",
                table: "ApprovalRules");

            migrationBuilder.DropColumn(
                name: "MaxStores",
                table: "ApprovalRules");
        }
    }
}
