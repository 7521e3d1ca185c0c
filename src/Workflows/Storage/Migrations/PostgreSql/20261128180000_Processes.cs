using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ProcessSales.Workflows.Storage.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Processes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "MessageId",
                table: "TaskUrges",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "CommentNeeded",
                table: "Tasks",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "QueueId",
                table: "Tasks",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Checkouts",
                table: "Stores",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DeliveryDay",
                table: "Stores",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "DeliveryMode",
                table: "Stores",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "Direct");

            migrationBuilder.AddColumn<int>(
                name: "GeofenceRadius",
                table: "Stores",
                type: "integer",
                nullable: false,
                defaultValue: 300);

            migrationBuilder.AddColumn<DateOnly>(
                name: "OpenedOn",
                table: "Stores",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ReceivingHours",
                table: "Stores",
                type: "character varying(60)",
                maxLength: 60,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "RetailerNumber",
                table: "Stores",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "SalesArea",
                table: "Stores",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SecondDisplay",
                table: "Stores",
                type: "character varying(300)",
                maxLength: 300,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateOnly>(
                name: "VerifiedOn",
                table: "Stores",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Version",
                table: "Stores",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateOnly>(
                name: "LaunchedOn",
                table: "Products",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "Margin",
                table: "Products",
                type: "numeric(18,4)",
                precision: 18,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Spec",
                table: "Products",
                type: "character varying(60)",
                maxLength: 60,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Storage",
                table: "Products",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "Ambient");

            migrationBuilder.AddColumn<DateOnly>(
                name: "VerifiedOn",
                table: "Products",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Version",
                table: "Products",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "HeldUntil",
                table: "Notifications",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "MessageId",
                table: "Notifications",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ReasonJson",
                table: "Notifications",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "AssistantId",
                table: "Customers",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Bank",
                table: "Customers",
                type: "character varying(200)",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "CreditHoldById",
                table: "Customers",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "CreditHoldSince",
                table: "Customers",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "CreditHoldUntil",
                table: "Customers",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "InvoiceAddress",
                table: "Customers",
                type: "character varying(300)",
                maxLength: 300,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "InvoiceTitle",
                table: "Customers",
                type: "character varying(200)",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "OurSize",
                table: "Customers",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "Sme");

            migrationBuilder.AddColumn<string>(
                name: "SettlementType",
                table: "Customers",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "BuyOut");

            migrationBuilder.AddColumn<string>(
                name: "Size",
                table: "Customers",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "Large");

            migrationBuilder.AddColumn<string>(
                name: "StatementMethod",
                table: "Customers",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "Download");

            migrationBuilder.AddColumn<string>(
                name: "TaxNumber",
                table: "Customers",
                type: "character varying(18)",
                maxLength: 18,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<decimal>(
                name: "VatRate",
                table: "Customers",
                type: "numeric(18,4)",
                precision: 18,
                scale: 4,
                nullable: false,
                defaultValue: 0.13m);

            migrationBuilder.AddColumn<DateOnly>(
                name: "VerifiedOn",
                table: "Customers",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Version",
                table: "Customers",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "OriginId",
                table: "Cases",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "MessageId",
                table: "CaseCopies",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "TakenOn",
                table: "Attachments",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "MaxPayback",
                table: "ApprovalRules",
                type: "numeric(18,4)",
                precision: 18,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "MaxStores",
                table: "ApprovalRules",
                type: "integer",
                nullable: true);

            migrationBuilder.AddUniqueConstraint(
                name: "AK_Products_Code",
                table: "Products",
                column: "Code");

            migrationBuilder.CreateTable(
                name: "ApiKeys",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Hint = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    Scopes = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    RevokedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    UsedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiKeys", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ApiKeys_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Complaints",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Severity = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    RuledSeverity = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    SeverityReason = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    LowerProposedById = table.Column<Guid>(type: "uuid", nullable: true),
                    LowerReason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    LowerTo = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    Lowered = table.Column<bool>(type: "boolean", nullable: false),
                    Type = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Source = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Description = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    RegisteredById = table.Column<Guid>(type: "uuid", nullable: false),
                    ReporterName = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    ReporterPhone = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: true),
                    Anonymous = table.Column<bool>(type: "boolean", nullable: false),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: true),
                    CustomerId = table.Column<Guid>(type: "uuid", nullable: true),
                    AreaId = table.Column<Guid>(type: "uuid", nullable: true),
                    HandlerId = table.Column<Guid>(type: "uuid", nullable: false),
                    ProductCode = table.Column<string>(type: "character varying(13)", maxLength: 13, nullable: true),
                    ProducedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    BatchNumber = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    PackLost = table.Column<bool>(type: "boolean", nullable: false),
                    Quantity = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    Bought = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    HealthEffect = table.Column<bool>(type: "boolean", nullable: false),
                    ExpiredFound = table.Column<bool>(type: "boolean", nullable: false),
                    NoEvidenceReason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    SampleKept = table.Column<bool>(type: "boolean", nullable: false),
                    Demand = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    DemandAmount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    Professional = table.Column<bool>(type: "boolean", nullable: false),
                    OccurredAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ReceivedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    RegisteredAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ClockFrom = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ReplyDueAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    PlanDueAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    CloseDueAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    TakenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    TakenById = table.Column<Guid>(type: "uuid", nullable: true),
                    AlarmFrom = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    NextLookAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Round = table.Column<int>(type: "integer", nullable: false),
                    RepliedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    InvestigatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    PlannedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ClosedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Cause = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    Repeats = table.Column<bool>(type: "boolean", nullable: false),
                    CauseText = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    Solution = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    Decision = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Payment = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Deducted = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Agreed = table.Column<bool>(type: "boolean", nullable: false),
                    ExecutedById = table.Column<Guid>(type: "uuid", nullable: true),
                    Score = table.Column<int>(type: "integer", nullable: true),
                    ConfirmedById = table.Column<Guid>(type: "uuid", nullable: true),
                    ConfirmedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ImprovementNeeded = table.Column<bool>(type: "boolean", nullable: false),
                    ImprovementDueOn = table.Column<DateOnly>(type: "date", nullable: true),
                    ImprovedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ImprovementLate = table.Column<bool>(type: "boolean", nullable: false),
                    ParentId = table.Column<Guid>(type: "uuid", nullable: true),
                    Reopenings = table.Column<int>(type: "integer", nullable: false),
                    FindingId = table.Column<Guid>(type: "uuid", nullable: true),
                    VisitId = table.Column<Guid>(type: "uuid", nullable: true),
                    VisitPhotos = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    ClientId = table.Column<Guid>(type: "uuid", nullable: true),
                    ForgottenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Complaints", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Complaints_Cases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Complaints_Complaints_ParentId",
                        column: x => x.ParentId,
                        principalTable: "Complaints",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Complaints_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Complaints_People_HandlerId",
                        column: x => x.HandlerId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Complaints_People_RegisteredById",
                        column: x => x.RegisteredById,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Complaints_Stores_StoreId",
                        column: x => x.StoreId,
                        principalTable: "Stores",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Contacts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CustomerId = table.Column<Guid>(type: "uuid", nullable: false),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: true),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Post = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Phone = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Duty = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Note = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    Active = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Contacts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Contacts_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Contacts_Stores_StoreId",
                        column: x => x.StoreId,
                        principalTable: "Stores",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Contracts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    CustomerId = table.Column<Guid>(type: "uuid", nullable: false),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    Until = table.Column<DateOnly>(type: "date", nullable: false),
                    PaymentTerm = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    InvoiceWindows = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    PayDays = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    MonthlyRebate = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    QuarterlyRebate = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    YearlyRebate = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    ReturnPolicy = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    ReturnConditions = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    LateInterest = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    LateInterestClause = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Paper = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    VerifiedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Contracts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Contracts_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "CreditHolds",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PayerId = table.Column<Guid>(type: "uuid", nullable: false),
                    OpenFor = table.Column<Guid>(type: "uuid", nullable: true),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    ProposedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ProposedById = table.Column<Guid>(type: "uuid", nullable: true),
                    DueAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    DecidedById = table.Column<Guid>(type: "uuid", nullable: true),
                    DecidedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ReleasedById = table.Column<Guid>(type: "uuid", nullable: true),
                    ReleasedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ReleasedUntil = table.Column<DateOnly>(type: "date", nullable: true),
                    Comment = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CreditHolds", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CreditHolds_Customers_PayerId",
                        column: x => x.PayerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DisplayTargets",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Facings = table.Column<int>(type: "integer", nullable: false),
                    ProductCode = table.Column<string>(type: "character varying(13)", maxLength: 13, nullable: false),
                    Class = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: true),
                    CustomerId = table.Column<Guid>(type: "uuid", nullable: true),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: true),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    Until = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DisplayTargets", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DisplayTargets_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_DisplayTargets_Products_ProductCode",
                        column: x => x.ProductCode,
                        principalTable: "Products",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_DisplayTargets_Stores_StoreId",
                        column: x => x.StoreId,
                        principalTable: "Stores",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "DunningLetters",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PayerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Tone = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    DraftedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    LastOn = table.Column<DateOnly>(type: "date", nullable: false),
                    SignedById = table.Column<Guid>(type: "uuid", nullable: false),
                    Route = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    SentOn = table.Column<DateOnly>(type: "date", nullable: true),
                    SentById = table.Column<Guid>(type: "uuid", nullable: true),
                    ProvenOn = table.Column<DateOnly>(type: "date", nullable: true),
                    ProofId = table.Column<Guid>(type: "uuid", nullable: true),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DunningLetters", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DunningLetters_Customers_PayerId",
                        column: x => x.PayerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DunningPauses",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PayerId = table.Column<Guid>(type: "uuid", nullable: false),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    Until = table.Column<DateOnly>(type: "date", nullable: false),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    ApprovedById = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DunningPauses", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DunningPauses_Customers_PayerId",
                        column: x => x.PayerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DunningRuns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    AsOf = table.Column<DateOnly>(type: "date", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Alone = table.Column<bool>(type: "boolean", nullable: true),
                    StartedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    AliveAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    EndedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Picked = table.Column<int>(type: "integer", nullable: false),
                    Sent = table.Column<int>(type: "integer", nullable: false),
                    LeftOut = table.Column<int>(type: "integer", nullable: false),
                    ReasonsJson = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    Error = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DunningRuns", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "GoodsMovements",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CustomerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    SlipNumber = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    OrderNumber = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: true),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Quantity = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    TaxRate = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    StatementId = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GoodsMovements", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GoodsMovements_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "LadderRows",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Class = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    Level = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Days = table.Column<int>(type: "integer", nullable: false),
                    To = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Copy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Tone = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    Every = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LadderRows", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Listings",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    CustomerId = table.Column<Guid>(type: "uuid", nullable: true),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Side = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    BudgetLineId = table.Column<Guid>(type: "uuid", nullable: true),
                    ApprovedFee = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    AgreedFee = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    SettledFee = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    DeductedFee = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    PaybackMonths = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    TargetShelfOn = table.Column<DateOnly>(type: "date", nullable: true),
                    HandedInOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Buyer = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    LastWordOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Promise = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    PromisedShelfOn = table.Column<DateOnly>(type: "date", nullable: true),
                    SignedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Clause = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Invoice = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    PayMode = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    Supplement = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Voucher = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    SettledOn = table.Column<DateOnly>(type: "date", nullable: true),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ClosedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    ToldVersion = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Listings", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Listings_Cases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Listings_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "MaterialItems",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    NameEn = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    UnitCost = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Stock = table.Column<int>(type: "integer", nullable: false),
                    Active = table.Column<bool>(type: "boolean", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MaterialItems", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MoneyHolds",
                columns: table => new
                {
                    ReceiptId = table.Column<Guid>(type: "uuid", nullable: false),
                    PayerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MoneyHolds", x => x.ReceiptId);
                });

            migrationBuilder.CreateTable(
                name: "MustHaves",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Exempt = table.Column<bool>(type: "boolean", nullable: false),
                    ProductCode = table.Column<string>(type: "character varying(13)", maxLength: 13, nullable: false),
                    Class = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: true),
                    CustomerId = table.Column<Guid>(type: "uuid", nullable: true),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: true),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    Until = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MustHaves", x => x.Id);
                    table.ForeignKey(
                        name: "FK_MustHaves_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_MustHaves_Products_ProductCode",
                        column: x => x.ProductCode,
                        principalTable: "Products",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_MustHaves_Stores_StoreId",
                        column: x => x.StoreId,
                        principalTable: "Stores",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "OpenIssues",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Source = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    SourceId = table.Column<Guid>(type: "uuid", nullable: true),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: true),
                    CustomerId = table.Column<Guid>(type: "uuid", nullable: true),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    ProductCode = table.Column<string>(type: "character varying(13)", maxLength: 13, nullable: true),
                    Title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    OwnerId = table.Column<Guid>(type: "uuid", nullable: false),
                    AlsoOwnerId = table.Column<Guid>(type: "uuid", nullable: true),
                    RaisedById = table.Column<Guid>(type: "uuid", nullable: true),
                    RaisedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    ResolvedById = table.Column<Guid>(type: "uuid", nullable: true),
                    ResolvedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Resolution = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    ClosedById = table.Column<Guid>(type: "uuid", nullable: true),
                    ClosedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ClosedHow = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    Decision = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    DecidedById = table.Column<Guid>(type: "uuid", nullable: true),
                    DecidedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    LadderStep = table.Column<int>(type: "integer", nullable: false),
                    LadderAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OpenIssues", x => x.Id);
                    table.ForeignKey(
                        name: "FK_OpenIssues_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_OpenIssues_People_OwnerId",
                        column: x => x.OwnerId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_OpenIssues_Stores_StoreId",
                        column: x => x.StoreId,
                        principalTable: "Stores",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PayerContacts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PayerId = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    With = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Reason = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    Result = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    NextOn = table.Column<DateOnly>(type: "date", nullable: false),
                    AttachmentId = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PayerContacts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PayerContacts_Customers_PayerId",
                        column: x => x.PayerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PayerContacts_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PriceList",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CustomerId = table.Column<Guid>(type: "uuid", nullable: false),
                    ProductCode = table.Column<string>(type: "character varying(13)", maxLength: 13, nullable: false),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    SupplyPrice = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    RetailPrice = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PriceList", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PriceList_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_PriceList_Products_ProductCode",
                        column: x => x.ProductCode,
                        principalTable: "Products",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Promises",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PayerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Paid = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    On = table.Column<DateOnly>(type: "date", nullable: false),
                    Last = table.Column<DateOnly>(type: "date", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    By = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Channel = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    TakenById = table.Column<Guid>(type: "uuid", nullable: false),
                    TakenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    RgmId = table.Column<Guid>(type: "uuid", nullable: true),
                    FinMId = table.Column<Guid>(type: "uuid", nullable: true),
                    EndedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Promises", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Promises_Customers_PayerId",
                        column: x => x.PayerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Promotions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Type = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    CustomerId = table.Column<Guid>(type: "uuid", nullable: true),
                    CustomerCode = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    AreaId = table.Column<Guid>(type: "uuid", nullable: true),
                    OwnerId = table.Column<Guid>(type: "uuid", nullable: false),
                    BudgetLineId = table.Column<Guid>(type: "uuid", nullable: true),
                    Start = table.Column<DateOnly>(type: "date", nullable: false),
                    End = table.Column<DateOnly>(type: "date", nullable: false),
                    SetUp = table.Column<DateOnly>(type: "date", nullable: true),
                    CutOff = table.Column<DateOnly>(type: "date", nullable: true),
                    ApprovedTotal = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    BaselineSales = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    TargetSales = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Contribution = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    Emergency = table.Column<bool>(type: "boolean", nullable: false),
                    Planned = table.Column<bool>(type: "boolean", nullable: false),
                    Mechanism = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    StateSince = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    StateBefore = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    ChangeCaseId = table.Column<Guid>(type: "uuid", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    ApprovedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    AgreedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    StockedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    EndedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    SettleBy = table.Column<DateOnly>(type: "date", nullable: true),
                    ReportedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ReportedById = table.Column<Guid>(type: "uuid", nullable: true),
                    ActualSales = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    Report = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    GiftsLeft = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    FinalCost = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    Lesson = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    ClosedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ReopenRegionalId = table.Column<Guid>(type: "uuid", nullable: true),
                    ReopenFinanceId = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Promotions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Promotions_Cases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ProofRules",
                columns: table => new
                {
                    FeeType = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Proof = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    AtLeast = table.Column<int>(type: "integer", nullable: false),
                    FromDays = table.Column<int>(type: "integer", nullable: true),
                    UntilDays = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProofRules", x => new { x.FeeType, x.Proof });
                });

            migrationBuilder.CreateTable(
                name: "Receipts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    BankReference = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    BankDate = table.Column<DateOnly>(type: "date", nullable: false),
                    PayerName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Unallocated = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Method = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    DraftDueOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Remittance = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    CustomerId = table.Column<Guid>(type: "uuid", nullable: true),
                    SuggestedCustomerId = table.Column<Guid>(type: "uuid", nullable: true),
                    EnteredAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ClaimedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ToldAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Receipts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Receipts_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Receipts_Customers_SuggestedCustomerId",
                        column: x => x.SuggestedCustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Receivables",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CustomerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    StatementId = table.Column<Guid>(type: "uuid", nullable: true),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Open = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Disputed = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    IssuedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: false),
                    ExpectedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    PromisedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    BaseOn = table.Column<DateOnly>(type: "date", nullable: false),
                    Cycle = table.Column<int>(type: "integer", nullable: false),
                    Legal = table.Column<bool>(type: "boolean", nullable: false),
                    Ended = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    EndedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
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
                name: "ReminderFiles",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PayerId = table.Column<Guid>(type: "uuid", nullable: false),
                    RunningFor = table.Column<Guid>(type: "uuid", nullable: true),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    InstanceId = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    StartedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    EndedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReminderFiles", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ReminderFiles_Cases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_ReminderFiles_Customers_PayerId",
                        column: x => x.PayerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReminderNotices",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    PayerId = table.Column<Guid>(type: "uuid", nullable: false),
                    RecipientId = table.Column<Guid>(type: "uuid", nullable: false),
                    Copy = table.Column<bool>(type: "boolean", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    ReceivableId = table.Column<Guid>(type: "uuid", nullable: true),
                    Rank = table.Column<int>(type: "integer", nullable: false),
                    PromiseId = table.Column<Guid>(type: "uuid", nullable: true),
                    AboutId = table.Column<Guid>(type: "uuid", nullable: true),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    SentAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    AnsweredAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    SnoozedUntil = table.Column<DateOnly>(type: "date", nullable: true),
                    Snoozes = table.Column<int>(type: "integer", nullable: false),
                    SnoozeReason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    Raised = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReminderNotices", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ReminderNotices_People_RecipientId",
                        column: x => x.RecipientId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "RetailerLines",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CustomerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Month = table.Column<DateOnly>(type: "date", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    SlipNumber = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    OrderNumber = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Quantity = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Note = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RetailerLines", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RetailerLines_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReturnCredits",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CustomerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Claimed = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Counted = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Matched = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReturnCredits", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ReturnCredits_Cases_Id",
                        column: x => x.Id,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ReturnCredits_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Routes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    OwnerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Active = table.Column<bool>(type: "boolean", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Routes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Routes_People_OwnerId",
                        column: x => x.OwnerId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SentMessages",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    AuditId = table.Column<Guid>(type: "uuid", nullable: false),
                    Until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    UndoneAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SentMessages", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SentMessages_Cases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_SentMessages_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SeverityKeywords",
                columns: table => new
                {
                    Word = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Severity = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SeverityKeywords", x => x.Word);
                });

            migrationBuilder.CreateTable(
                name: "Statements",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    CustomerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Month = table.Column<DateOnly>(type: "date", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Opening = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Total = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    TheirTotal = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    Agreed = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    ConfirmedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    ConfirmedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    InvoiceTitle = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    TaxNumber = table.Column<string>(type: "character varying(18)", maxLength: 18, nullable: false),
                    InvoiceKind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    InvoiceAmount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    InvoiceNumber = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    InvoicedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    WindowFrom = table.Column<DateOnly>(type: "date", nullable: true),
                    WindowUntil = table.Column<DateOnly>(type: "date", nullable: true),
                    MissedWindows = table.Column<int>(type: "integer", nullable: false),
                    ToldOfWindow = table.Column<DateOnly>(type: "date", nullable: true),
                    HandedInOn = table.Column<DateOnly>(type: "date", nullable: true),
                    AcceptedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    ReceivableId = table.Column<Guid>(type: "uuid", nullable: true),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Statements", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Statements_Cases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Statements_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "StorePromoters",
                columns: table => new
                {
                    StoreId = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StorePromoters", x => new { x.StoreId, x.PersonId });
                    table.ForeignKey(
                        name: "FK_StorePromoters_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_StorePromoters_Stores_StoreId",
                        column: x => x.StoreId,
                        principalTable: "Stores",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "UnitsSold",
                columns: table => new
                {
                    ProductCode = table.Column<string>(type: "character varying(13)", maxLength: 13, nullable: false),
                    Month = table.Column<DateOnly>(type: "date", nullable: false),
                    Units = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UnitsSold", x => new { x.ProductCode, x.Month });
                });

            migrationBuilder.CreateTable(
                name: "Visits",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ClientId = table.Column<Guid>(type: "uuid", nullable: false),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    AreaId = table.Column<Guid>(type: "uuid", nullable: true),
                    PlannedVisitId = table.Column<Guid>(type: "uuid", nullable: true),
                    AdHocReason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Order = table.Column<int>(type: "integer", nullable: true),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    StateNote = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    CancelReason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Abandonment = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: true),
                    ChecklistVersion = table.Column<int>(type: "integer", nullable: false),
                    ContentJson = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    CheckInAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    CheckInReceivedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Latitude = table.Column<double>(type: "double precision", nullable: true),
                    Longitude = table.Column<double>(type: "double precision", nullable: true),
                    Accuracy = table.Column<double>(type: "double precision", nullable: true),
                    Distance = table.Column<double>(type: "double precision", nullable: true),
                    PositionIssue = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    PositionReason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    CheckOutAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    SubmittedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ReceivedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ReviewedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ReviewedById = table.Column<Guid>(type: "uuid", nullable: true),
                    ClockDifference = table.Column<int>(type: "integer", nullable: true),
                    Effective = table.Column<bool>(type: "boolean", nullable: true),
                    Exceptions = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ExceptionWeight = table.Column<int>(type: "integer", nullable: false),
                    FailedChecks = table.Column<int>(type: "integer", nullable: false),
                    OrderAmount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    Summary = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    NextOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Promoter = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
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
                name: "WeeklyPlans",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    Week = table.Column<DateOnly>(type: "date", nullable: false),
                    AreaId = table.Column<Guid>(type: "uuid", nullable: true),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    GeneratedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    SubmittedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ConfirmedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WeeklyPlans", x => x.Id);
                    table.ForeignKey(
                        name: "FK_WeeklyPlans_Cases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_WeeklyPlans_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "WorkQueues",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    NameEn = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WorkQueues", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ComplaintDeductions",
                columns: table => new
                {
                    Key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ComplaintId = table.Column<Guid>(type: "uuid", nullable: false),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ComplaintDeductions", x => x.Key);
                    table.ForeignKey(
                        name: "FK_ComplaintDeductions_Complaints_ComplaintId",
                        column: x => x.ComplaintId,
                        principalTable: "Complaints",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ComplaintEntries",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ComplaintId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    Holder = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Place = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Key = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ComplaintEntries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ComplaintEntries_Complaints_ComplaintId",
                        column: x => x.ComplaintId,
                        principalTable: "Complaints",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ComplaintLegalClocks",
                columns: table => new
                {
                    ComplaintId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    From = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    DueAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    DoneAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    StartedById = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ComplaintLegalClocks", x => new { x.ComplaintId, x.Kind });
                    table.ForeignKey(
                        name: "FK_ComplaintLegalClocks_Complaints_ComplaintId",
                        column: x => x.ComplaintId,
                        principalTable: "Complaints",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ContactNotes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ContactId = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Text = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ContactNotes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ContactNotes_Contacts_ContactId",
                        column: x => x.ContactId,
                        principalTable: "Contacts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ContractFees",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ContractId = table.Column<Guid>(type: "uuid", nullable: false),
                    FeeType = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Base = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Clause = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    InvoiceKind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ContractFees", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ContractFees_Contracts_ContractId",
                        column: x => x.ContractId,
                        principalTable: "Contracts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "DunningRunLines",
                columns: table => new
                {
                    RunId = table.Column<Guid>(type: "uuid", nullable: false),
                    ReceivableId = table.Column<Guid>(type: "uuid", nullable: false),
                    Why = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DunningRunLines", x => new { x.RunId, x.ReceivableId });
                    table.ForeignKey(
                        name: "FK_DunningRunLines_DunningRuns_RunId",
                        column: x => x.RunId,
                        principalTable: "DunningRuns",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ListingDeductions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    RequestId = table.Column<Guid>(type: "uuid", nullable: false),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ListingDeductions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ListingDeductions_Listings_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Listings",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ListingLineMoves",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    LineId = table.Column<Guid>(type: "uuid", nullable: false),
                    RequestId = table.Column<Guid>(type: "uuid", nullable: false),
                    From = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    To = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    On = table.Column<DateOnly>(type: "date", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true),
                    Note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ListingLineMoves", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ListingLineMoves_Listings_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Listings",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ListingLines",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    RequestId = table.Column<Guid>(type: "uuid", nullable: false),
                    ProductCode = table.Column<string>(type: "character varying(13)", maxLength: 13, nullable: false),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    StateOn = table.Column<DateOnly>(type: "date", nullable: false),
                    ReplacedCode = table.Column<string>(type: "character varying(13)", maxLength: 13, nullable: true),
                    SupplyPrice = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    RetailPrice = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    MonthlyVolume = table.Column<int>(type: "integer", nullable: false),
                    UnitContribution = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    ApprovedFee = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    AgreedFee = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    Refusal = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    RetryOn = table.Column<DateOnly>(type: "date", nullable: true),
                    ItemCode = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    OrderNumber = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    OrderQuantity = table.Column<int>(type: "integer", nullable: true),
                    DeliveredQuantity = table.Column<int>(type: "integer", nullable: true),
                    ProducedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    ShelfOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Facings = table.Column<int>(type: "integer", nullable: true),
                    TagRight = table.Column<bool>(type: "boolean", nullable: true),
                    PhotoId = table.Column<Guid>(type: "uuid", nullable: true),
                    SoldQuantity = table.Column<int>(type: "integer", nullable: true),
                    RestQuantity = table.Column<int>(type: "integer", nullable: true),
                    ReturnNumber = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ListingLines", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ListingLines_Listings_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Listings",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_ListingLines_Stores_StoreId",
                        column: x => x.StoreId,
                        principalTable: "Stores",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ListingMoves",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    RequestId = table.Column<Guid>(type: "uuid", nullable: false),
                    From = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    To = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Side = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    On = table.Column<DateOnly>(type: "date", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true),
                    Note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ListingMoves", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ListingMoves_Listings_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Listings",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ListingPapers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    RequestId = table.Column<Guid>(type: "uuid", nullable: false),
                    ProductCode = table.Column<string>(type: "character varying(13)", maxLength: 13, nullable: true),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Number = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    ExpiresOn = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ListingPapers", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ListingPapers_Listings_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Listings",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "MaterialEntries",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ItemId = table.Column<Guid>(type: "uuid", nullable: false),
                    Move = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Quantity = table.Column<int>(type: "integer", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: true),
                    SubjectId = table.Column<Guid>(type: "uuid", nullable: true),
                    Note = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ById = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MaterialEntries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_MaterialEntries_MaterialItems_ItemId",
                        column: x => x.ItemId,
                        principalTable: "MaterialItems",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_MaterialEntries_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_MaterialEntries_Stores_StoreId",
                        column: x => x.StoreId,
                        principalTable: "Stores",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "IssueEntries",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    IssueId = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(240)", maxLength: 240, nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true),
                    Step = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Text = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    VisitId = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IssueEntries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_IssueEntries_OpenIssues_IssueId",
                        column: x => x.IssueId,
                        principalTable: "OpenIssues",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ExecutionChecks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PromotionId = table.Column<Guid>(type: "uuid", nullable: false),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: false),
                    VisitId = table.Column<Guid>(type: "uuid", nullable: true),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Executed = table.Column<bool>(type: "boolean", nullable: false),
                    PriceRight = table.Column<bool>(type: "boolean", nullable: true),
                    GiftsThere = table.Column<bool>(type: "boolean", nullable: true),
                    Note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    Issue = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExecutionChecks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ExecutionChecks_Promotions_PromotionId",
                        column: x => x.PromotionId,
                        principalTable: "Promotions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PromotionCosts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PromotionId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: true),
                    StoreName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    FeeType = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Quantity = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    PayMode = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Payee = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PromotionCosts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PromotionCosts_Promotions_PromotionId",
                        column: x => x.PromotionId,
                        principalTable: "Promotions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PromotionGifts",
                columns: table => new
                {
                    PromotionId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Item = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Planned = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    OnHand = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PromotionGifts", x => new { x.PromotionId, x.Number });
                    table.ForeignKey(
                        name: "FK_PromotionGifts_Promotions_PromotionId",
                        column: x => x.PromotionId,
                        principalTable: "Promotions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PromotionMoves",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PromotionId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true),
                    From = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    To = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Note = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PromotionMoves", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PromotionMoves_Promotions_PromotionId",
                        column: x => x.PromotionId,
                        principalTable: "Promotions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PromotionSettlements",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    PromotionId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    OwnerId = table.Column<Guid>(type: "uuid", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    StateSince = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    UncheckedReason = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    ReuseReason = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    Claimed = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Confirmed = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    OverspendReason = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    OverspendGranted = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Matched = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Supplements = table.Column<int>(type: "integer", nullable: false),
                    SubmittedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    SubmittedById = table.Column<Guid>(type: "uuid", nullable: true),
                    ConfirmedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    PaidAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PromotionSettlements", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PromotionSettlements_Cases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "Cases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PromotionSettlements_Promotions_PromotionId",
                        column: x => x.PromotionId,
                        principalTable: "Promotions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PromotionSkus",
                columns: table => new
                {
                    PromotionId = table.Column<Guid>(type: "uuid", nullable: false),
                    ProductCode = table.Column<string>(type: "character varying(13)", maxLength: 13, nullable: false),
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    PromoSupply = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    NormalRetail = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    PromoRetail = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Gift = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PromotionSkus", x => new { x.PromotionId, x.ProductCode });
                    table.ForeignKey(
                        name: "FK_PromotionSkus_Promotions_PromotionId",
                        column: x => x.PromotionId,
                        principalTable: "Promotions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PromotionStores",
                columns: table => new
                {
                    PromotionId = table.Column<Guid>(type: "uuid", nullable: false),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: false),
                    Code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Place = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PromotionStores", x => new { x.PromotionId, x.StoreId });
                    table.ForeignKey(
                        name: "FK_PromotionStores_Promotions_PromotionId",
                        column: x => x.PromotionId,
                        principalTable: "Promotions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Allocations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ReceivableId = table.Column<Guid>(type: "uuid", nullable: false),
                    ReceiptId = table.Column<Guid>(type: "uuid", nullable: true),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    ReversesId = table.Column<Guid>(type: "uuid", nullable: true),
                    SourceId = table.Column<Guid>(type: "uuid", nullable: true),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true),
                    Note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Allocations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Allocations_Receipts_ReceiptId",
                        column: x => x.ReceiptId,
                        principalTable: "Receipts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Allocations_Receivables_ReceivableId",
                        column: x => x.ReceivableId,
                        principalTable: "Receivables",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DunningLetterItems",
                columns: table => new
                {
                    LetterId = table.Column<Guid>(type: "uuid", nullable: false),
                    ReceivableId = table.Column<Guid>(type: "uuid", nullable: false),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Interest = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DunningLetterItems", x => new { x.LetterId, x.ReceivableId });
                    table.ForeignKey(
                        name: "FK_DunningLetterItems_DunningLetters_LetterId",
                        column: x => x.LetterId,
                        principalTable: "DunningLetters",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_DunningLetterItems_Receivables_ReceivableId",
                        column: x => x.ReceivableId,
                        principalTable: "Receivables",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PromiseItems",
                columns: table => new
                {
                    PromiseId = table.Column<Guid>(type: "uuid", nullable: false),
                    ReceivableId = table.Column<Guid>(type: "uuid", nullable: false),
                    OpenThen = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PromiseItems", x => new { x.PromiseId, x.ReceivableId });
                    table.ForeignKey(
                        name: "FK_PromiseItems_Promises_PromiseId",
                        column: x => x.PromiseId,
                        principalTable: "Promises",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_PromiseItems_Receivables_ReceivableId",
                        column: x => x.ReceivableId,
                        principalTable: "Receivables",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Reminders",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ReceivableId = table.Column<Guid>(type: "uuid", nullable: false),
                    PayerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Cycle = table.Column<int>(type: "integer", nullable: false),
                    Level = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Time = table.Column<int>(type: "integer", nullable: false),
                    Rank = table.Column<int>(type: "integer", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    RunId = table.Column<Guid>(type: "uuid", nullable: true),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Reminders", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Reminders_Receivables_ReceivableId",
                        column: x => x.ReceivableId,
                        principalTable: "Receivables",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ReturnMatches",
                columns: table => new
                {
                    Key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    CreditId = table.Column<Guid>(type: "uuid", nullable: false),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReturnMatches", x => x.Key);
                    table.ForeignKey(
                        name: "FK_ReturnMatches_ReturnCredits_CreditId",
                        column: x => x.CreditId,
                        principalTable: "ReturnCredits",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RouteStops",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    RouteId = table.Column<Guid>(type: "uuid", nullable: false),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: false),
                    Weekdays = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Frequency = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Order = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RouteStops", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RouteStops_Routes_RouteId",
                        column: x => x.RouteId,
                        principalTable: "Routes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_RouteStops_Stores_StoreId",
                        column: x => x.StoreId,
                        principalTable: "Stores",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "StatementDifferences",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    StatementId = table.Column<Guid>(type: "uuid", nullable: false),
                    LineId = table.Column<Guid>(type: "uuid", nullable: true),
                    RetailerLineId = table.Column<Guid>(type: "uuid", nullable: true),
                    Reference = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Ours = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Theirs = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Type = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    OwnerId = table.Column<Guid>(type: "uuid", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: false),
                    Result = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Evidence = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    SettledById = table.Column<Guid>(type: "uuid", nullable: true),
                    SettledAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ToldAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StatementDifferences", x => x.Id);
                    table.ForeignKey(
                        name: "FK_StatementDifferences_People_OwnerId",
                        column: x => x.OwnerId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_StatementDifferences_Statements_StatementId",
                        column: x => x.StatementId,
                        principalTable: "Statements",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "StatementLines",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    StatementId = table.Column<Guid>(type: "uuid", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    OurNumber = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    SlipNumber = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: true),
                    Quantity = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    TaxRate = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    SourceId = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StatementLines", x => x.Id);
                    table.ForeignKey(
                        name: "FK_StatementLines_Statements_StatementId",
                        column: x => x.StatementId,
                        principalTable: "Statements",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "CompetitorNotes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    VisitId = table.Column<Guid>(type: "uuid", nullable: true),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: true),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Brand = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Item = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Action = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Price = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    Note = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true)
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
                name: "FoundMatters",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    VisitId = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    Element = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    OwnerId = table.Column<Guid>(type: "uuid", nullable: true),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: true),
                    ProductCode = table.Column<string>(type: "character varying(13)", maxLength: 13, nullable: true),
                    ProducedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Quantity = table.Column<int>(type: "integer", nullable: true),
                    Expired = table.Column<bool>(type: "boolean", nullable: false),
                    SubjectId = table.Column<Guid>(type: "uuid", nullable: true),
                    Note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    PhotosJson = table.Column<string>(type: "text", nullable: false),
                    ReceivedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    HandedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Outcome = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    ToldAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    NextAttemptAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    LastError = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FoundMatters", x => x.Id);
                    table.ForeignKey(
                        name: "FK_FoundMatters_Visits_VisitId",
                        column: x => x.VisitId,
                        principalTable: "Visits",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "VisitAnswers",
                columns: table => new
                {
                    VisitId = table.Column<Guid>(type: "uuid", nullable: false),
                    Check = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Element = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Result = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Treatment = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    Raised = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    Note = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: true),
                    OwnerId = table.Column<Guid>(type: "uuid", nullable: true)
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
                    VisitId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    ProductCode = table.Column<string>(type: "character varying(13)", maxLength: 13, nullable: false),
                    ProducedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    Quantity = table.Column<int>(type: "integer", nullable: false),
                    InBackRoom = table.Column<bool>(type: "boolean", nullable: false),
                    Band = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    DaysLeft = table.Column<int>(type: "integer", nullable: false),
                    Pulled = table.Column<int>(type: "integer", nullable: false),
                    Held = table.Column<int>(type: "integer", nullable: false),
                    Returned = table.Column<int>(type: "integer", nullable: false),
                    Exchanged = table.Column<int>(type: "integer", nullable: false),
                    Discounted = table.Column<int>(type: "integer", nullable: false),
                    Destroyed = table.Column<int>(type: "integer", nullable: false),
                    Place = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true)
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
                    VisitId = table.Column<Guid>(type: "uuid", nullable: false),
                    ProductCode = table.Column<string>(type: "character varying(13)", maxLength: 13, nullable: false),
                    Status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    MustHave = table.Column<bool>(type: "boolean", nullable: false),
                    Facings = table.Column<int>(type: "integer", nullable: true),
                    Price = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    AgreedPrice = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    PriceReason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ShelfQuantity = table.Column<int>(type: "integer", nullable: true),
                    BackQuantity = table.Column<int>(type: "integer", nullable: true),
                    Sold = table.Column<int>(type: "integer", nullable: true),
                    Suggested = table.Column<int>(type: "integer", nullable: true),
                    Ordered = table.Column<int>(type: "integer", nullable: true)
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
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    VisitId = table.Column<Guid>(type: "uuid", nullable: false),
                    From = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    To = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ReceivedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
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
                name: "VisitOperations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    VisitId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitOperations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_VisitOperations_Visits_VisitId",
                        column: x => x.VisitId,
                        principalTable: "Visits",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "VisitPhotos",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    VisitId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    StoreCode = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    OriginalSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ContentType = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Size = table.Column<long>(type: "bigint", nullable: false),
                    TakenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ReceivedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    FromGallery = table.Column<bool>(type: "boolean", nullable: false),
                    ReusedFromId = table.Column<Guid>(type: "uuid", nullable: true)
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

            migrationBuilder.CreateTable(
                name: "PlanVisits",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PlanId = table.Column<Guid>(type: "uuid", nullable: false),
                    StoreId = table.Column<Guid>(type: "uuid", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Order = table.Column<int>(type: "integer", nullable: false),
                    Origin = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    SubjectId = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PlanVisits", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PlanVisits_Stores_StoreId",
                        column: x => x.StoreId,
                        principalTable: "Stores",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PlanVisits_WeeklyPlans_PlanId",
                        column: x => x.PlanId,
                        principalTable: "WeeklyPlans",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "QueueMembers",
                columns: table => new
                {
                    QueueId = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_QueueMembers", x => new { x.QueueId, x.PersonId });
                    table.ForeignKey(
                        name: "FK_QueueMembers_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_QueueMembers_WorkQueues_QueueId",
                        column: x => x.QueueId,
                        principalTable: "WorkQueues",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SettlementLines",
                columns: table => new
                {
                    SettlementId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    CostId = table.Column<Guid>(type: "uuid", nullable: false),
                    Quantity = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    Sales = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    Claimed = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Tax = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    Confirmed = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    InvoiceNumber = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    InvoiceKind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    InvoicedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Seller = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Deviation = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    Review = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SettlementLines", x => new { x.SettlementId, x.Number });
                    table.ForeignKey(
                        name: "FK_SettlementLines_PromotionSettlements_SettlementId",
                        column: x => x.SettlementId,
                        principalTable: "PromotionSettlements",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SettlementMoves",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    SettlementId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true),
                    From = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    To = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    Key = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SettlementMoves", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SettlementMoves_PromotionSettlements_SettlementId",
                        column: x => x.SettlementId,
                        principalTable: "PromotionSettlements",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SettlementPayments",
                columns: table => new
                {
                    Key = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    SettlementId = table.Column<Guid>(type: "uuid", nullable: false),
                    Amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    Deducted = table.Column<bool>(type: "boolean", nullable: false),
                    Note = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: true),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SettlementPayments", x => x.Key);
                    table.ForeignKey(
                        name: "FK_SettlementPayments_PromotionSettlements_SettlementId",
                        column: x => x.SettlementId,
                        principalTable: "PromotionSettlements",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SettlementProofs",
                columns: table => new
                {
                    AttachmentId = table.Column<Guid>(type: "uuid", nullable: false),
                    SettlementId = table.Column<Guid>(type: "uuid", nullable: false),
                    Line = table.Column<int>(type: "integer", nullable: true),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    FileName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    TakenOn = table.Column<DateOnly>(type: "date", nullable: true),
                    ByCamera = table.Column<bool>(type: "boolean", nullable: false),
                    ReusedFrom = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SettlementProofs", x => x.AttachmentId);
                    table.ForeignKey(
                        name: "FK_SettlementProofs_PromotionSettlements_SettlementId",
                        column: x => x.SettlementId,
                        principalTable: "PromotionSettlements",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "UsedInvoices",
                columns: table => new
                {
                    Number = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Seller = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    SettlementId = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsedInvoices", x => new { x.Number, x.Seller });
                    table.ForeignKey(
                        name: "FK_UsedInvoices_PromotionSettlements_SettlementId",
                        column: x => x.SettlementId,
                        principalTable: "PromotionSettlements",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_TaskUrges_MessageId",
                table: "TaskUrges",
                column: "MessageId");

            migrationBuilder.CreateIndex(
                name: "IX_Tasks_QueueId_State_CreatedAt",
                table: "Tasks",
                columns: new[] { "QueueId", "State", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Notifications_MessageId",
                table: "Notifications",
                column: "MessageId");

            migrationBuilder.CreateIndex(
                name: "IX_Customers_AssistantId",
                table: "Customers",
                column: "AssistantId");

            migrationBuilder.CreateIndex(
                name: "IX_Cases_OriginId",
                table: "Cases",
                column: "OriginId");

            migrationBuilder.CreateIndex(
                name: "IX_CaseCopies_MessageId",
                table: "CaseCopies",
                column: "MessageId");

            migrationBuilder.CreateIndex(
                name: "IX_Audit_Subject_At",
                table: "Audit",
                columns: new[] { "Subject", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Allocations_Key",
                table: "Allocations",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Allocations_ReceiptId",
                table: "Allocations",
                column: "ReceiptId");

            migrationBuilder.CreateIndex(
                name: "IX_Allocations_ReceivableId_At",
                table: "Allocations",
                columns: new[] { "ReceivableId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Allocations_ReversesId",
                table: "Allocations",
                column: "ReversesId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Allocations_SourceId",
                table: "Allocations",
                column: "SourceId");

            migrationBuilder.CreateIndex(
                name: "IX_ApiKeys_Hash",
                table: "ApiKeys",
                column: "Hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ApiKeys_PersonId",
                table: "ApiKeys",
                column: "PersonId");

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
                name: "IX_ComplaintDeductions_ComplaintId",
                table: "ComplaintDeductions",
                column: "ComplaintId");

            migrationBuilder.CreateIndex(
                name: "IX_ComplaintEntries_ComplaintId_At",
                table: "ComplaintEntries",
                columns: new[] { "ComplaintId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_ComplaintEntries_Key",
                table: "ComplaintEntries",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_CaseId",
                table: "Complaints",
                column: "CaseId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_ClientId",
                table: "Complaints",
                column: "ClientId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_CustomerId_State",
                table: "Complaints",
                columns: new[] { "CustomerId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_FindingId",
                table: "Complaints",
                column: "FindingId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_HandlerId",
                table: "Complaints",
                column: "HandlerId");

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_NextLookAt",
                table: "Complaints",
                column: "NextLookAt");

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_ParentId",
                table: "Complaints",
                column: "ParentId");

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_ProductCode_ProducedOn_RegisteredAt",
                table: "Complaints",
                columns: new[] { "ProductCode", "ProducedOn", "RegisteredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_RegisteredAt",
                table: "Complaints",
                column: "RegisteredAt");

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_RegisteredById",
                table: "Complaints",
                column: "RegisteredById");

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_State_CloseDueAt",
                table: "Complaints",
                columns: new[] { "State", "CloseDueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Complaints_StoreId_RegisteredAt",
                table: "Complaints",
                columns: new[] { "StoreId", "RegisteredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ContactNotes_ContactId_At",
                table: "ContactNotes",
                columns: new[] { "ContactId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Contacts_CustomerId",
                table: "Contacts",
                column: "CustomerId");

            migrationBuilder.CreateIndex(
                name: "IX_Contacts_StoreId",
                table: "Contacts",
                column: "StoreId");

            migrationBuilder.CreateIndex(
                name: "IX_ContractFees_ContractId",
                table: "ContractFees",
                column: "ContractId");

            migrationBuilder.CreateIndex(
                name: "IX_Contracts_CustomerId_From",
                table: "Contracts",
                columns: new[] { "CustomerId", "From" });

            migrationBuilder.CreateIndex(
                name: "IX_Contracts_Number",
                table: "Contracts",
                column: "Number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CreditHolds_OpenFor",
                table: "CreditHolds",
                column: "OpenFor",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CreditHolds_PayerId_ProposedAt",
                table: "CreditHolds",
                columns: new[] { "PayerId", "ProposedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_DisplayTargets_CustomerId",
                table: "DisplayTargets",
                column: "CustomerId");

            migrationBuilder.CreateIndex(
                name: "IX_DisplayTargets_ProductCode",
                table: "DisplayTargets",
                column: "ProductCode");

            migrationBuilder.CreateIndex(
                name: "IX_DisplayTargets_StoreId",
                table: "DisplayTargets",
                column: "StoreId");

            migrationBuilder.CreateIndex(
                name: "IX_DunningLetterItems_ReceivableId",
                table: "DunningLetterItems",
                column: "ReceivableId");

            migrationBuilder.CreateIndex(
                name: "IX_DunningLetters_PayerId_DraftedOn",
                table: "DunningLetters",
                columns: new[] { "PayerId", "DraftedOn" });

            migrationBuilder.CreateIndex(
                name: "IX_DunningLetters_PayerId_Tone_DraftedOn",
                table: "DunningLetters",
                columns: new[] { "PayerId", "Tone", "DraftedOn" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DunningPauses_PayerId_Until",
                table: "DunningPauses",
                columns: new[] { "PayerId", "Until" });

            migrationBuilder.CreateIndex(
                name: "IX_DunningRunLines_ReceivableId",
                table: "DunningRunLines",
                column: "ReceivableId");

            migrationBuilder.CreateIndex(
                name: "IX_DunningRuns_Alone",
                table: "DunningRuns",
                column: "Alone",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DunningRuns_Day_State",
                table: "DunningRuns",
                columns: new[] { "Day", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_ExecutionChecks_PromotionId_StoreId_At",
                table: "ExecutionChecks",
                columns: new[] { "PromotionId", "StoreId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_FoundMatters_HandedAt_NextAttemptAt",
                table: "FoundMatters",
                columns: new[] { "HandedAt", "NextAttemptAt" });

            migrationBuilder.CreateIndex(
                name: "IX_FoundMatters_Kind_ToldAt",
                table: "FoundMatters",
                columns: new[] { "Kind", "ToldAt" });

            migrationBuilder.CreateIndex(
                name: "IX_FoundMatters_StoreId_At",
                table: "FoundMatters",
                columns: new[] { "StoreId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_FoundMatters_VisitId_Key",
                table: "FoundMatters",
                columns: new[] { "VisitId", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GoodsMovements_CustomerId_Kind_SlipNumber",
                table: "GoodsMovements",
                columns: new[] { "CustomerId", "Kind", "SlipNumber" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GoodsMovements_CustomerId_StatementId_Day",
                table: "GoodsMovements",
                columns: new[] { "CustomerId", "StatementId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_IssueEntries_IssueId_Number",
                table: "IssueEntries",
                columns: new[] { "IssueId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_IssueEntries_Key",
                table: "IssueEntries",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LadderRows_Class_From_Level",
                table: "LadderRows",
                columns: new[] { "Class", "From", "Level" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ListingDeductions_Key",
                table: "ListingDeductions",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ListingDeductions_RequestId",
                table: "ListingDeductions",
                column: "RequestId");

            migrationBuilder.CreateIndex(
                name: "IX_ListingLineMoves_LineId",
                table: "ListingLineMoves",
                column: "LineId");

            migrationBuilder.CreateIndex(
                name: "IX_ListingLineMoves_RequestId_To",
                table: "ListingLineMoves",
                columns: new[] { "RequestId", "To" });

            migrationBuilder.CreateIndex(
                name: "IX_ListingLines_ProductCode_State",
                table: "ListingLines",
                columns: new[] { "ProductCode", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_ListingLines_RequestId_StoreId_ProductCode",
                table: "ListingLines",
                columns: new[] { "RequestId", "StoreId", "ProductCode" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ListingLines_StoreId_ProductCode_State",
                table: "ListingLines",
                columns: new[] { "StoreId", "ProductCode", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_ListingMoves_RequestId",
                table: "ListingMoves",
                column: "RequestId");

            migrationBuilder.CreateIndex(
                name: "IX_ListingPapers_ExpiresOn",
                table: "ListingPapers",
                column: "ExpiresOn");

            migrationBuilder.CreateIndex(
                name: "IX_ListingPapers_RequestId",
                table: "ListingPapers",
                column: "RequestId");

            migrationBuilder.CreateIndex(
                name: "IX_Listings_CaseId",
                table: "Listings",
                column: "CaseId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Listings_CustomerId",
                table: "Listings",
                column: "CustomerId");

            migrationBuilder.CreateIndex(
                name: "IX_Listings_State_CreatedAt",
                table: "Listings",
                columns: new[] { "State", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_MaterialEntries_ItemId_At",
                table: "MaterialEntries",
                columns: new[] { "ItemId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_MaterialEntries_Key",
                table: "MaterialEntries",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_MaterialEntries_PersonId_ItemId",
                table: "MaterialEntries",
                columns: new[] { "PersonId", "ItemId" });

            migrationBuilder.CreateIndex(
                name: "IX_MaterialEntries_StoreId",
                table: "MaterialEntries",
                column: "StoreId");

            migrationBuilder.CreateIndex(
                name: "IX_MaterialItems_Code",
                table: "MaterialItems",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_MoneyHolds_PayerId",
                table: "MoneyHolds",
                column: "PayerId");

            migrationBuilder.CreateIndex(
                name: "IX_MustHaves_CustomerId",
                table: "MustHaves",
                column: "CustomerId");

            migrationBuilder.CreateIndex(
                name: "IX_MustHaves_ProductCode",
                table: "MustHaves",
                column: "ProductCode");

            migrationBuilder.CreateIndex(
                name: "IX_MustHaves_StoreId",
                table: "MustHaves",
                column: "StoreId");

            migrationBuilder.CreateIndex(
                name: "IX_OpenIssues_CustomerId_State",
                table: "OpenIssues",
                columns: new[] { "CustomerId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_OpenIssues_Key",
                table: "OpenIssues",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OpenIssues_LadderAt",
                table: "OpenIssues",
                column: "LadderAt");

            migrationBuilder.CreateIndex(
                name: "IX_OpenIssues_OwnerId_State_DueOn",
                table: "OpenIssues",
                columns: new[] { "OwnerId", "State", "DueOn" });

            migrationBuilder.CreateIndex(
                name: "IX_OpenIssues_Source_SourceId",
                table: "OpenIssues",
                columns: new[] { "Source", "SourceId" });

            migrationBuilder.CreateIndex(
                name: "IX_OpenIssues_State_DueOn",
                table: "OpenIssues",
                columns: new[] { "State", "DueOn" });

            migrationBuilder.CreateIndex(
                name: "IX_OpenIssues_StoreId_State",
                table: "OpenIssues",
                columns: new[] { "StoreId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_PayerContacts_PayerId_At",
                table: "PayerContacts",
                columns: new[] { "PayerId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_PayerContacts_PersonId",
                table: "PayerContacts",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_PlanVisits_PlanId_StoreId_Day",
                table: "PlanVisits",
                columns: new[] { "PlanId", "StoreId", "Day" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PlanVisits_StoreId_Day",
                table: "PlanVisits",
                columns: new[] { "StoreId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_PriceList_CustomerId_ProductCode_From",
                table: "PriceList",
                columns: new[] { "CustomerId", "ProductCode", "From" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PriceList_ProductCode",
                table: "PriceList",
                column: "ProductCode");

            migrationBuilder.CreateIndex(
                name: "IX_PromiseItems_ReceivableId",
                table: "PromiseItems",
                column: "ReceivableId");

            migrationBuilder.CreateIndex(
                name: "IX_Promises_PayerId_State",
                table: "Promises",
                columns: new[] { "PayerId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_Promises_State_Last",
                table: "Promises",
                columns: new[] { "State", "Last" });

            migrationBuilder.CreateIndex(
                name: "IX_PromotionCosts_PromotionId_Number",
                table: "PromotionCosts",
                columns: new[] { "PromotionId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PromotionMoves_PromotionId_At",
                table: "PromotionMoves",
                columns: new[] { "PromotionId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Promotions_CaseId",
                table: "Promotions",
                column: "CaseId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Promotions_ChangeCaseId",
                table: "Promotions",
                column: "ChangeCaseId");

            migrationBuilder.CreateIndex(
                name: "IX_Promotions_CustomerId_Start",
                table: "Promotions",
                columns: new[] { "CustomerId", "Start" });

            migrationBuilder.CreateIndex(
                name: "IX_Promotions_State_Start",
                table: "Promotions",
                columns: new[] { "State", "Start" });

            migrationBuilder.CreateIndex(
                name: "IX_PromotionSettlements_CaseId",
                table: "PromotionSettlements",
                column: "CaseId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PromotionSettlements_PromotionId",
                table: "PromotionSettlements",
                column: "PromotionId");

            migrationBuilder.CreateIndex(
                name: "IX_PromotionSettlements_State_StateSince",
                table: "PromotionSettlements",
                columns: new[] { "State", "StateSince" });

            migrationBuilder.CreateIndex(
                name: "IX_PromotionStores_StoreId",
                table: "PromotionStores",
                column: "StoreId");

            migrationBuilder.CreateIndex(
                name: "IX_QueueMembers_PersonId",
                table: "QueueMembers",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_Receipts_BankReference",
                table: "Receipts",
                column: "BankReference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Receipts_CustomerId_EnteredAt",
                table: "Receipts",
                columns: new[] { "CustomerId", "EnteredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Receipts_EnteredAt",
                table: "Receipts",
                column: "EnteredAt");

            migrationBuilder.CreateIndex(
                name: "IX_Receipts_State_BankDate",
                table: "Receipts",
                columns: new[] { "State", "BankDate" });

            migrationBuilder.CreateIndex(
                name: "IX_Receipts_SuggestedCustomerId",
                table: "Receipts",
                column: "SuggestedCustomerId");

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
                name: "IX_ReminderFiles_CaseId",
                table: "ReminderFiles",
                column: "CaseId");

            migrationBuilder.CreateIndex(
                name: "IX_ReminderFiles_InstanceId",
                table: "ReminderFiles",
                column: "InstanceId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReminderFiles_PayerId",
                table: "ReminderFiles",
                column: "PayerId");

            migrationBuilder.CreateIndex(
                name: "IX_ReminderFiles_RunningFor",
                table: "ReminderFiles",
                column: "RunningFor",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReminderNotices_Day_PayerId",
                table: "ReminderNotices",
                columns: new[] { "Day", "PayerId" });

            migrationBuilder.CreateIndex(
                name: "IX_ReminderNotices_Key",
                table: "ReminderNotices",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReminderNotices_PayerId_SentAt",
                table: "ReminderNotices",
                columns: new[] { "PayerId", "SentAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ReminderNotices_RecipientId_AnsweredAt_Day",
                table: "ReminderNotices",
                columns: new[] { "RecipientId", "AnsweredAt", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_Reminders_PayerId_Day",
                table: "Reminders",
                columns: new[] { "PayerId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_Reminders_ReceivableId_Cycle_Rank",
                table: "Reminders",
                columns: new[] { "ReceivableId", "Cycle", "Rank" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Reminders_RunId",
                table: "Reminders",
                column: "RunId");

            migrationBuilder.CreateIndex(
                name: "IX_RetailerLines_CustomerId_Month_Kind_SlipNumber",
                table: "RetailerLines",
                columns: new[] { "CustomerId", "Month", "Kind", "SlipNumber" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReturnCredits_CustomerId",
                table: "ReturnCredits",
                column: "CustomerId");

            migrationBuilder.CreateIndex(
                name: "IX_ReturnMatches_CreditId",
                table: "ReturnMatches",
                column: "CreditId");

            migrationBuilder.CreateIndex(
                name: "IX_Routes_Code",
                table: "Routes",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Routes_OwnerId",
                table: "Routes",
                column: "OwnerId");

            migrationBuilder.CreateIndex(
                name: "IX_RouteStops_RouteId_StoreId",
                table: "RouteStops",
                columns: new[] { "RouteId", "StoreId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RouteStops_StoreId",
                table: "RouteStops",
                column: "StoreId");

            migrationBuilder.CreateIndex(
                name: "IX_SentMessages_AuditId",
                table: "SentMessages",
                column: "AuditId");

            migrationBuilder.CreateIndex(
                name: "IX_SentMessages_CaseId",
                table: "SentMessages",
                column: "CaseId");

            migrationBuilder.CreateIndex(
                name: "IX_SentMessages_PersonId_Until",
                table: "SentMessages",
                columns: new[] { "PersonId", "Until" });

            migrationBuilder.CreateIndex(
                name: "IX_SettlementLines_CostId",
                table: "SettlementLines",
                column: "CostId");

            migrationBuilder.CreateIndex(
                name: "IX_SettlementMoves_Key",
                table: "SettlementMoves",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SettlementMoves_SettlementId_At",
                table: "SettlementMoves",
                columns: new[] { "SettlementId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_SettlementPayments_SettlementId",
                table: "SettlementPayments",
                column: "SettlementId");

            migrationBuilder.CreateIndex(
                name: "IX_SettlementProofs_SettlementId",
                table: "SettlementProofs",
                column: "SettlementId");

            migrationBuilder.CreateIndex(
                name: "IX_SettlementProofs_Sha256",
                table: "SettlementProofs",
                column: "Sha256");

            migrationBuilder.CreateIndex(
                name: "IX_StatementDifferences_OwnerId",
                table: "StatementDifferences",
                column: "OwnerId");

            migrationBuilder.CreateIndex(
                name: "IX_StatementDifferences_Result_DueOn",
                table: "StatementDifferences",
                columns: new[] { "Result", "DueOn" });

            migrationBuilder.CreateIndex(
                name: "IX_StatementDifferences_StatementId",
                table: "StatementDifferences",
                column: "StatementId");

            migrationBuilder.CreateIndex(
                name: "IX_StatementLines_SourceId",
                table: "StatementLines",
                column: "SourceId");

            migrationBuilder.CreateIndex(
                name: "IX_StatementLines_StatementId_Day",
                table: "StatementLines",
                columns: new[] { "StatementId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_Statements_CaseId",
                table: "Statements",
                column: "CaseId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Statements_CustomerId_Month",
                table: "Statements",
                columns: new[] { "CustomerId", "Month" },
                unique: true,
                filter: "\"State\" <> 'Cancelled'");

            migrationBuilder.CreateIndex(
                name: "IX_Statements_InvoiceNumber",
                table: "Statements",
                column: "InvoiceNumber");

            migrationBuilder.CreateIndex(
                name: "IX_Statements_State_WindowUntil",
                table: "Statements",
                columns: new[] { "State", "WindowUntil" });

            migrationBuilder.CreateIndex(
                name: "IX_StorePromoters_PersonId",
                table: "StorePromoters",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_UsedInvoices_SettlementId",
                table: "UsedInvoices",
                column: "SettlementId");

            migrationBuilder.CreateIndex(
                name: "IX_VisitBatches_Band",
                table: "VisitBatches",
                column: "Band");

            migrationBuilder.CreateIndex(
                name: "IX_VisitBatches_ProductCode_ProducedOn",
                table: "VisitBatches",
                columns: new[] { "ProductCode", "ProducedOn" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitLines_ProductCode_Status",
                table: "VisitLines",
                columns: new[] { "ProductCode", "Status" });

            migrationBuilder.CreateIndex(
                name: "IX_VisitMoves_VisitId",
                table: "VisitMoves",
                column: "VisitId");

            migrationBuilder.CreateIndex(
                name: "IX_VisitOperations_VisitId",
                table: "VisitOperations",
                column: "VisitId");

            migrationBuilder.CreateIndex(
                name: "IX_VisitPhotos_OriginalSha256",
                table: "VisitPhotos",
                column: "OriginalSha256");

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
                name: "IX_Visits_State_Day",
                table: "Visits",
                columns: new[] { "State", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_Visits_StoreId_Day",
                table: "Visits",
                columns: new[] { "StoreId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_WeeklyPlans_CaseId",
                table: "WeeklyPlans",
                column: "CaseId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_WeeklyPlans_PersonId_Week",
                table: "WeeklyPlans",
                columns: new[] { "PersonId", "Week" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_WeeklyPlans_Week_AreaId",
                table: "WeeklyPlans",
                columns: new[] { "Week", "AreaId" });

            migrationBuilder.CreateIndex(
                name: "IX_WorkQueues_Key",
                table: "WorkQueues",
                column: "Key",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "FK_Customers_People_AssistantId",
                table: "Customers",
                column: "AssistantId",
                principalTable: "People",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "FK_Tasks_WorkQueues_QueueId",
                table: "Tasks",
                column: "QueueId",
                principalTable: "WorkQueues",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Customers_People_AssistantId",
                table: "Customers");

            migrationBuilder.DropForeignKey(
                name: "FK_Tasks_WorkQueues_QueueId",
                table: "Tasks");

            migrationBuilder.DropTable(
                name: "Allocations");

            migrationBuilder.DropTable(
                name: "ApiKeys");

            migrationBuilder.DropTable(
                name: "CompetitorNotes");

            migrationBuilder.DropTable(
                name: "ComplaintDeductions");

            migrationBuilder.DropTable(
                name: "ComplaintEntries");

            migrationBuilder.DropTable(
                name: "ComplaintLegalClocks");

            migrationBuilder.DropTable(
                name: "ContactNotes");

            migrationBuilder.DropTable(
                name: "ContractFees");

            migrationBuilder.DropTable(
                name: "CreditHolds");

            migrationBuilder.DropTable(
                name: "DisplayTargets");

            migrationBuilder.DropTable(
                name: "DunningLetterItems");

            migrationBuilder.DropTable(
                name: "DunningPauses");

            migrationBuilder.DropTable(
                name: "DunningRunLines");

            migrationBuilder.DropTable(
                name: "ExecutionChecks");

            migrationBuilder.DropTable(
                name: "FoundMatters");

            migrationBuilder.DropTable(
                name: "GoodsMovements");

            migrationBuilder.DropTable(
                name: "IssueEntries");

            migrationBuilder.DropTable(
                name: "LadderRows");

            migrationBuilder.DropTable(
                name: "ListingDeductions");

            migrationBuilder.DropTable(
                name: "ListingLineMoves");

            migrationBuilder.DropTable(
                name: "ListingLines");

            migrationBuilder.DropTable(
                name: "ListingMoves");

            migrationBuilder.DropTable(
                name: "ListingPapers");

            migrationBuilder.DropTable(
                name: "MaterialEntries");

            migrationBuilder.DropTable(
                name: "MoneyHolds");

            migrationBuilder.DropTable(
                name: "MustHaves");

            migrationBuilder.DropTable(
                name: "PayerContacts");

            migrationBuilder.DropTable(
                name: "PlanVisits");

            migrationBuilder.DropTable(
                name: "PriceList");

            migrationBuilder.DropTable(
                name: "PromiseItems");

            migrationBuilder.DropTable(
                name: "PromotionCosts");

            migrationBuilder.DropTable(
                name: "PromotionGifts");

            migrationBuilder.DropTable(
                name: "PromotionMoves");

            migrationBuilder.DropTable(
                name: "PromotionSkus");

            migrationBuilder.DropTable(
                name: "PromotionStores");

            migrationBuilder.DropTable(
                name: "ProofRules");

            migrationBuilder.DropTable(
                name: "QueueMembers");

            migrationBuilder.DropTable(
                name: "ReminderFiles");

            migrationBuilder.DropTable(
                name: "ReminderNotices");

            migrationBuilder.DropTable(
                name: "Reminders");

            migrationBuilder.DropTable(
                name: "RetailerLines");

            migrationBuilder.DropTable(
                name: "ReturnMatches");

            migrationBuilder.DropTable(
                name: "RouteStops");

            migrationBuilder.DropTable(
                name: "SentMessages");

            migrationBuilder.DropTable(
                name: "SettlementLines");

            migrationBuilder.DropTable(
                name: "SettlementMoves");

            migrationBuilder.DropTable(
                name: "SettlementPayments");

            migrationBuilder.DropTable(
                name: "SettlementProofs");

            migrationBuilder.DropTable(
                name: "SeverityKeywords");

            migrationBuilder.DropTable(
                name: "StatementDifferences");

            migrationBuilder.DropTable(
                name: "StatementLines");

            migrationBuilder.DropTable(
                name: "StorePromoters");

            migrationBuilder.DropTable(
                name: "UnitsSold");

            migrationBuilder.DropTable(
                name: "UsedInvoices");

            migrationBuilder.DropTable(
                name: "VisitAnswers");

            migrationBuilder.DropTable(
                name: "VisitBatches");

            migrationBuilder.DropTable(
                name: "VisitLines");

            migrationBuilder.DropTable(
                name: "VisitMoves");

            migrationBuilder.DropTable(
                name: "VisitOperations");

            migrationBuilder.DropTable(
                name: "VisitPhotos");

            migrationBuilder.DropTable(
                name: "Receipts");

            migrationBuilder.DropTable(
                name: "Complaints");

            migrationBuilder.DropTable(
                name: "Contacts");

            migrationBuilder.DropTable(
                name: "Contracts");

            migrationBuilder.DropTable(
                name: "DunningLetters");

            migrationBuilder.DropTable(
                name: "DunningRuns");

            migrationBuilder.DropTable(
                name: "OpenIssues");

            migrationBuilder.DropTable(
                name: "Listings");

            migrationBuilder.DropTable(
                name: "MaterialItems");

            migrationBuilder.DropTable(
                name: "WeeklyPlans");

            migrationBuilder.DropTable(
                name: "Promises");

            migrationBuilder.DropTable(
                name: "WorkQueues");

            migrationBuilder.DropTable(
                name: "Receivables");

            migrationBuilder.DropTable(
                name: "ReturnCredits");

            migrationBuilder.DropTable(
                name: "Routes");

            migrationBuilder.DropTable(
                name: "Statements");

            migrationBuilder.DropTable(
                name: "PromotionSettlements");

            migrationBuilder.DropTable(
                name: "Visits");

            migrationBuilder.DropTable(
                name: "Promotions");

            migrationBuilder.DropIndex(
                name: "IX_TaskUrges_MessageId",
                table: "TaskUrges");

            migrationBuilder.DropIndex(
                name: "IX_Tasks_QueueId_State_CreatedAt",
                table: "Tasks");

            migrationBuilder.DropUniqueConstraint(
                name: "AK_Products_Code",
                table: "Products");

            migrationBuilder.DropIndex(
                name: "IX_Notifications_MessageId",
                table: "Notifications");

            migrationBuilder.DropIndex(
                name: "IX_Customers_AssistantId",
                table: "Customers");

            migrationBuilder.DropIndex(
                name: "IX_Cases_OriginId",
                table: "Cases");

            migrationBuilder.DropIndex(
                name: "IX_CaseCopies_MessageId",
                table: "CaseCopies");

            migrationBuilder.DropIndex(
                name: "IX_Audit_Subject_At",
                table: "Audit");

            migrationBuilder.DropColumn(
                name: "MessageId",
                table: "TaskUrges");

            migrationBuilder.DropColumn(
                name: "CommentNeeded",
                table: "Tasks");

            migrationBuilder.DropColumn(
                name: "QueueId",
                table: "Tasks");

            migrationBuilder.DropColumn(
                name: "Checkouts",
                table: "Stores");

            migrationBuilder.DropColumn(
                name: "DeliveryDay",
                table: "Stores");

            migrationBuilder.DropColumn(
                name: "DeliveryMode",
                table: "Stores");

            migrationBuilder.DropColumn(
                name: "GeofenceRadius",
                table: "Stores");

            migrationBuilder.DropColumn(
                name: "OpenedOn",
                table: "Stores");

            migrationBuilder.DropColumn(
                name: "ReceivingHours",
                table: "Stores");

            migrationBuilder.DropColumn(
                name: "RetailerNumber",
                table: "Stores");

            migrationBuilder.DropColumn(
                name: "SalesArea",
                table: "Stores");

            migrationBuilder.DropColumn(
                name: "SecondDisplay",
                table: "Stores");

            migrationBuilder.DropColumn(
                name: "VerifiedOn",
                table: "Stores");

            migrationBuilder.DropColumn(
                name: "Version",
                table: "Stores");

            migrationBuilder.DropColumn(
                name: "LaunchedOn",
                table: "Products");

            migrationBuilder.DropColumn(
                name: "Margin",
                table: "Products");

            migrationBuilder.DropColumn(
                name: "Spec",
                table: "Products");

            migrationBuilder.DropColumn(
                name: "Storage",
                table: "Products");

            migrationBuilder.DropColumn(
                name: "VerifiedOn",
                table: "Products");

            migrationBuilder.DropColumn(
                name: "Version",
                table: "Products");

            migrationBuilder.DropColumn(
                name: "HeldUntil",
                table: "Notifications");

            migrationBuilder.DropColumn(
                name: "MessageId",
                table: "Notifications");

            migrationBuilder.DropColumn(
                name: "ReasonJson",
                table: "Notifications");

            migrationBuilder.DropColumn(
                name: "AssistantId",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "Bank",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "CreditHoldById",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "CreditHoldSince",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "CreditHoldUntil",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "InvoiceAddress",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "InvoiceTitle",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "OurSize",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "SettlementType",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "Size",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "StatementMethod",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "TaxNumber",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "VatRate",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "VerifiedOn",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "Version",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "OriginId",
                table: "Cases");

            migrationBuilder.DropColumn(
                name: "MessageId",
                table: "CaseCopies");

            migrationBuilder.DropColumn(
                name: "TakenOn",
                table: "Attachments");

            migrationBuilder.DropColumn(
                name: "MaxPayback",
                table: "ApprovalRules");

            migrationBuilder.DropColumn(
                name: "MaxStores",
                table: "ApprovalRules");
        }
    }
}
