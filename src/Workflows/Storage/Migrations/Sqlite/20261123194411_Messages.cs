using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ProcessSales.Workflows.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Messages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Deliveries_NotificationId",
                table: "Deliveries");

            migrationBuilder.AddColumn<string>(
                name: "Class",
                table: "Notifications",
                type: "TEXT",
                maxLength: 40,
                nullable: false,
                defaultValue: "Task");

            migrationBuilder.AddColumn<string>(
                name: "Fault",
                table: "Notifications",
                type: "TEXT",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Process",
                table: "Notifications",
                type: "TEXT",
                maxLength: 100,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "BatchId",
                table: "Deliveries",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Body",
                table: "Deliveries",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Channel",
                table: "Deliveries",
                type: "TEXT",
                maxLength: 40,
                nullable: false,
                defaultValue: "Email");

            migrationBuilder.AddColumn<Guid>(
                name: "RecipientId",
                table: "Deliveries",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.AddColumn<Guid>(
                name: "RobotId",
                table: "Deliveries",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "OfficeHours",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Opens = table.Column<TimeOnly>(type: "TEXT", nullable: false),
                    Closes = table.Column<TimeOnly>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OfficeHours", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "OwnDays",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CustomerId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Date = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    IsOffDay = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OwnDays", x => x.Id);
                    table.ForeignKey(
                        name: "FK_OwnDays_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ProcessFiles",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Process = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    ReleaseVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProcessFiles", x => new { x.Kind, x.Process, x.Name });
                });

            migrationBuilder.CreateTable(
                name: "ProcessFileVersions",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Process = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProcessFileVersions", x => new { x.Kind, x.Process, x.Name, x.Version });
                    table.ForeignKey(
                        name: "FK_ProcessFileVersions_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "QuietHours",
                columns: table => new
                {
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    From = table.Column<TimeOnly>(type: "TEXT", nullable: false),
                    Until = table.Column<TimeOnly>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_QuietHours", x => x.PersonId);
                    table.ForeignKey(
                        name: "FK_QuietHours_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Robots",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ProtectedAddress = table.Column<string>(type: "TEXT", nullable: false),
                    ProtectedSecret = table.Column<string>(type: "TEXT", nullable: true),
                    Hint = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Active = table.Column<bool>(type: "INTEGER", nullable: false),
                    PacedUntil = table.Column<long>(type: "INTEGER", nullable: false),
                    BlockedUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Robots", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SignIns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    UserName = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Admitted = table.Column<bool>(type: "INTEGER", nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Client = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SignIns", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "NotificationChoices",
                columns: table => new
                {
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Class = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Email = table.Column<bool>(type: "INTEGER", nullable: false),
                    RobotId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Timing = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NotificationChoices", x => new { x.PersonId, x.Class });
                    table.ForeignKey(
                        name: "FK_NotificationChoices_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_NotificationChoices_Robots_RobotId",
                        column: x => x.RobotId,
                        principalTable: "Robots",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.Sql("""UPDATE "Deliveries" SET "RecipientId" = (SELECT n."RecipientId" FROM "Notifications" n WHERE n."Id" = "Deliveries"."NotificationId")""");
            migrationBuilder.Sql("""UPDATE "Notifications" SET "Process" = COALESCE((SELECT c."Process" FROM "Cases" c WHERE c."Id" = "Notifications"."CaseId"), '')""");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_BatchId",
                table: "Deliveries",
                column: "BatchId");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_NotificationId_Channel",
                table: "Deliveries",
                columns: new[] { "NotificationId", "Channel" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_RecipientId_Id",
                table: "Deliveries",
                columns: new[] { "RecipientId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_RobotId",
                table: "Deliveries",
                column: "RobotId");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_State_Id",
                table: "Deliveries",
                columns: new[] { "State", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Audit_At",
                table: "Audit",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_Audit_PersonId_At",
                table: "Audit",
                columns: new[] { "PersonId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_NotificationChoices_RobotId",
                table: "NotificationChoices",
                column: "RobotId");

            migrationBuilder.CreateIndex(
                name: "IX_OwnDays_CustomerId",
                table: "OwnDays",
                column: "CustomerId");

            migrationBuilder.CreateIndex(
                name: "IX_OwnDays_Date_CustomerId",
                table: "OwnDays",
                columns: new[] { "Date", "CustomerId" });

            migrationBuilder.CreateIndex(
                name: "IX_ProcessFileVersions_Kind_Process_Name_Hash",
                table: "ProcessFileVersions",
                columns: new[] { "Kind", "Process", "Name", "Hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ProcessFileVersions_PersonId",
                table: "ProcessFileVersions",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_Robots_Name",
                table: "Robots",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SignIns_At",
                table: "SignIns",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_SignIns_PersonId_At",
                table: "SignIns",
                columns: new[] { "PersonId", "At" });

            migrationBuilder.AddForeignKey(
                name: "FK_Deliveries_Robots_RobotId",
                table: "Deliveries",
                column: "RobotId",
                principalTable: "Robots",
                principalColumn: "Id",
                onDelete: ReferentialAction.SetNull);

            migrationBuilder.Sql("""INSERT INTO "ProcessFileVersions" ("Kind", "Process", "Name", "Version", "Hash", "Text", "At") SELECT 'Form', "Process", "Key", "Version", "Hash", "Json", unixepoch() * 10000000 + 621355968000000000 FROM "Forms" """);
            migrationBuilder.DropTable(
                name: "Forms");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Deliveries_Robots_RobotId",
                table: "Deliveries");

            migrationBuilder.DropTable(
                name: "NotificationChoices");

            migrationBuilder.DropTable(
                name: "OfficeHours");

            migrationBuilder.DropTable(
                name: "OwnDays");

            migrationBuilder.DropTable(
                name: "ProcessFiles");

            migrationBuilder.DropTable(
                name: "ProcessFileVersions");

            migrationBuilder.DropTable(
                name: "QuietHours");

            migrationBuilder.DropTable(
                name: "SignIns");

            migrationBuilder.DropTable(
                name: "Robots");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_BatchId",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_NotificationId_Channel",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_RecipientId_Id",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_RobotId",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Deliveries_State_Id",
                table: "Deliveries");

            migrationBuilder.DropIndex(
                name: "IX_Audit_At",
                table: "Audit");

            migrationBuilder.DropIndex(
                name: "IX_Audit_PersonId_At",
                table: "Audit");

            migrationBuilder.DropColumn(
                name: "Class",
                table: "Notifications");

            migrationBuilder.DropColumn(
                name: "Fault",
                table: "Notifications");

            migrationBuilder.DropColumn(
                name: "Process",
                table: "Notifications");

            migrationBuilder.DropColumn(
                name: "BatchId",
                table: "Deliveries");

            migrationBuilder.DropColumn(
                name: "Body",
                table: "Deliveries");

            migrationBuilder.DropColumn(
                name: "Channel",
                table: "Deliveries");

            migrationBuilder.DropColumn(
                name: "RecipientId",
                table: "Deliveries");

            migrationBuilder.DropColumn(
                name: "RobotId",
                table: "Deliveries");

            migrationBuilder.CreateTable(
                name: "Forms",
                columns: table => new
                {
                    Process = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Json = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Forms", x => new { x.Process, x.Key, x.Version });
                });

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_NotificationId",
                table: "Deliveries",
                column: "NotificationId");

            migrationBuilder.CreateIndex(
                name: "IX_Forms_Process_Key_Hash",
                table: "Forms",
                columns: new[] { "Process", "Key", "Hash" },
                unique: true);
        }
    }
}
