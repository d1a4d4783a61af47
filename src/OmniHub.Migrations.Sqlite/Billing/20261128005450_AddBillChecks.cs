using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Sqlite.Billing
{
    /// <inheritdoc />
    public partial class AddBillChecks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "billed_micros",
                table: "billing_holds",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "check_at",
                table: "billing_holds",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "check_result",
                table: "billing_holds",
                type: "TEXT",
                nullable: false,
                defaultValue: "none");

            migrationBuilder.AddColumn<int>(
                name: "check_tries",
                table: "billing_holds",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "checked_at",
                table: "billing_holds",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "margin_percent",
                table: "billing_holds",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "provider",
                table: "billing_holds",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "provider_reference",
                table: "billing_holds",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "refunded_micros",
                table: "billing_holds",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "shortfall_micros",
                table: "billing_holds",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "billing_bill_days",
                columns: table => new
                {
                    day = table.Column<long>(type: "INTEGER", nullable: false),
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    confirmed = table.Column<long>(type: "INTEGER", nullable: false),
                    corrected = table.Column<long>(type: "INTEGER", nullable: false),
                    unconfirmed = table.Column<long>(type: "INTEGER", nullable: false),
                    doubtful = table.Column<long>(type: "INTEGER", nullable: false),
                    booked_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    billed_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    refunded_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    shortfall_micros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_bill_days", x => new { x.day, x.provider });
                });

            migrationBuilder.CreateTable(
                name: "billing_bill_sources",
                columns: table => new
                {
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    looked_at = table.Column<long>(type: "INTEGER", nullable: false),
                    trouble = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_bill_sources", x => x.provider);
                });

            migrationBuilder.CreateIndex(
                name: "IX_billing_holds_checked_at_id",
                table: "billing_holds",
                columns: new[] { "checked_at", "id" },
                filter: "check_result IN ('corrected', 'doubtful')");

            migrationBuilder.CreateIndex(
                name: "IX_billing_holds_provider_check_at",
                table: "billing_holds",
                columns: new[] { "provider", "check_at" },
                filter: "check_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "billing_bill_days");

            migrationBuilder.DropTable(
                name: "billing_bill_sources");

            migrationBuilder.DropIndex(
                name: "IX_billing_holds_checked_at_id",
                table: "billing_holds");

            migrationBuilder.DropIndex(
                name: "IX_billing_holds_provider_check_at",
                table: "billing_holds");

            migrationBuilder.DropColumn(
                name: "billed_micros",
                table: "billing_holds");

            migrationBuilder.DropColumn(
                name: "check_at",
                table: "billing_holds");

            migrationBuilder.DropColumn(
                name: "check_result",
                table: "billing_holds");

            migrationBuilder.DropColumn(
                name: "check_tries",
                table: "billing_holds");

            migrationBuilder.DropColumn(
                name: "checked_at",
                table: "billing_holds");

            migrationBuilder.DropColumn(
                name: "margin_percent",
                table: "billing_holds");

            migrationBuilder.DropColumn(
                name: "provider",
                table: "billing_holds");

            migrationBuilder.DropColumn(
                name: "provider_reference",
                table: "billing_holds");

            migrationBuilder.DropColumn(
                name: "refunded_micros",
                table: "billing_holds");

            migrationBuilder.DropColumn(
                name: "shortfall_micros",
                table: "billing_holds");
        }
    }
}
