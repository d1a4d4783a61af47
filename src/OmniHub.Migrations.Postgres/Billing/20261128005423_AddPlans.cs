using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace OmniHub.Migrations.Postgres.Billing
{
    /// <inheritdoc />
    public partial class AddPlans : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "allowance_after_micros",
                schema: "billing",
                table: "entries",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "allowance_micros",
                schema: "billing",
                table: "accounts",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "plans",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    description = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    price_cents = table.Column<long>(type: "bigint", nullable: false),
                    allowance = table.Column<long>(type: "bigint", nullable: false),
                    rollover = table.Column<bool>(type: "boolean", nullable: false),
                    is_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    place = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plans", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "subscriptions",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    account = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    state = table.Column<string>(type: "text", nullable: false),
                    plan_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    plan_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    price_cents = table.Column<long>(type: "bigint", nullable: false),
                    allowance = table.Column<long>(type: "bigint", nullable: false),
                    rollover = table.Column<bool>(type: "boolean", nullable: false),
                    anchor_at = table.Column<long>(type: "bigint", nullable: false),
                    period = table.Column<long>(type: "bigint", nullable: false),
                    period_start = table.Column<long>(type: "bigint", nullable: false),
                    period_end = table.Column<long>(type: "bigint", nullable: false),
                    next_plan_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    cancel_at_period_end = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    ended_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subscriptions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "top_ups",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    account = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    amount_micros = table.Column<long>(type: "bigint", nullable: false),
                    price_cents = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    checkout_url = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    paid_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_top_ups", x => x.id);
                    table.CheckConstraint("top_ups_amount", "amount_micros > 0 AND price_cents > 0");
                });

            migrationBuilder.InsertData(
                schema: "billing",
                table: "plans",
                columns: new[] { "id", "allowance", "description", "is_enabled", "name", "place", "price_cents", "rollover" },
                values: new object[,]
                {
                    { "maker", 20000000L, "For one person who makes something every week.", true, "Maker", 0, 2000L, true },
                    { "team", 100000000L, "For a workspace with several people on one bill.", true, "Team", 1, 9000L, true }
                });

            migrationBuilder.CreateIndex(
                name: "accounts_with_allowance",
                schema: "billing",
                table: "accounts",
                column: "id",
                filter: "allowance_micros > 0");

            migrationBuilder.AddCheckConstraint(
                name: "accounts_allowance",
                schema: "billing",
                table: "accounts",
                sql: "is_operator OR allowance_micros BETWEEN 0 AND posted_micros");

            migrationBuilder.CreateIndex(
                name: "IX_subscriptions_account",
                schema: "billing",
                table: "subscriptions",
                column: "account",
                unique: true,
                filter: "state = 'active'");

            migrationBuilder.CreateIndex(
                name: "IX_subscriptions_period_end",
                schema: "billing",
                table: "subscriptions",
                column: "period_end",
                filter: "state = 'active'");

            migrationBuilder.CreateIndex(
                name: "IX_subscriptions_plan_id",
                schema: "billing",
                table: "subscriptions",
                column: "plan_id",
                filter: "state = 'active'");

            migrationBuilder.CreateIndex(
                name: "IX_top_ups_account_id",
                schema: "billing",
                table: "top_ups",
                columns: new[] { "account", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "plans",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "subscriptions",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "top_ups",
                schema: "billing");

            migrationBuilder.DropIndex(
                name: "accounts_with_allowance",
                schema: "billing",
                table: "accounts");

            migrationBuilder.DropCheckConstraint(
                name: "accounts_allowance",
                schema: "billing",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "allowance_after_micros",
                schema: "billing",
                table: "entries");

            migrationBuilder.DropColumn(
                name: "allowance_micros",
                schema: "billing",
                table: "accounts");
        }
    }
}
