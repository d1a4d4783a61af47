using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Postgres.Billing
{
    /// <inheritdoc />
    public partial class AddBillChecks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "billed_micros",
                schema: "billing",
                table: "holds",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "check_at",
                schema: "billing",
                table: "holds",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "check_result",
                schema: "billing",
                table: "holds",
                type: "text",
                nullable: false,
                defaultValue: "none");

            migrationBuilder.AddColumn<int>(
                name: "check_tries",
                schema: "billing",
                table: "holds",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "checked_at",
                schema: "billing",
                table: "holds",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "margin_percent",
                schema: "billing",
                table: "holds",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "provider",
                schema: "billing",
                table: "holds",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "provider_reference",
                schema: "billing",
                table: "holds",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<long>(
                name: "refunded_micros",
                schema: "billing",
                table: "holds",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "shortfall_micros",
                schema: "billing",
                table: "holds",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "bill_days",
                schema: "billing",
                columns: table => new
                {
                    day = table.Column<long>(type: "bigint", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    confirmed = table.Column<long>(type: "bigint", nullable: false),
                    corrected = table.Column<long>(type: "bigint", nullable: false),
                    unconfirmed = table.Column<long>(type: "bigint", nullable: false),
                    doubtful = table.Column<long>(type: "bigint", nullable: false),
                    booked_micros = table.Column<long>(type: "bigint", nullable: false),
                    billed_micros = table.Column<long>(type: "bigint", nullable: false),
                    refunded_micros = table.Column<long>(type: "bigint", nullable: false),
                    shortfall_micros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bill_days", x => new { x.day, x.provider });
                });

            migrationBuilder.CreateTable(
                name: "bill_sources",
                schema: "billing",
                columns: table => new
                {
                    provider = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    looked_at = table.Column<long>(type: "bigint", nullable: false),
                    trouble = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bill_sources", x => x.provider);
                });

            migrationBuilder.CreateIndex(
                name: "IX_holds_checked_at_id",
                schema: "billing",
                table: "holds",
                columns: new[] { "checked_at", "id" },
                filter: "check_result IN ('corrected', 'doubtful')");

            migrationBuilder.CreateIndex(
                name: "IX_holds_provider_check_at",
                schema: "billing",
                table: "holds",
                columns: new[] { "provider", "check_at" },
                filter: "check_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "bill_days",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "bill_sources",
                schema: "billing");

            migrationBuilder.DropIndex(
                name: "IX_holds_checked_at_id",
                schema: "billing",
                table: "holds");

            migrationBuilder.DropIndex(
                name: "IX_holds_provider_check_at",
                schema: "billing",
                table: "holds");

            migrationBuilder.DropColumn(
                name: "billed_micros",
                schema: "billing",
                table: "holds");

            migrationBuilder.DropColumn(
                name: "check_at",
                schema: "billing",
                table: "holds");

            migrationBuilder.DropColumn(
                name: "check_result",
                schema: "billing",
                table: "holds");

            migrationBuilder.DropColumn(
                name: "check_tries",
                schema: "billing",
                table: "holds");

            migrationBuilder.DropColumn(
                name: "checked_at",
                schema: "billing",
                table: "holds");

            migrationBuilder.DropColumn(
                name: "margin_percent",
                schema: "billing",
                table: "holds");

            migrationBuilder.DropColumn(
                name: "provider",
                schema: "billing",
                table: "holds");

            migrationBuilder.DropColumn(
                name: "provider_reference",
                schema: "billing",
                table: "holds");

            migrationBuilder.DropColumn(
                name: "refunded_micros",
                schema: "billing",
                table: "holds");

            migrationBuilder.DropColumn(
                name: "shortfall_micros",
                schema: "billing",
                table: "holds");
        }
    }
}
