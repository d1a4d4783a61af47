using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace OmniHub.Migrations.Sqlite.Billing
{
    /// <inheritdoc />
    public partial class AddPlans : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "allowance_after_micros",
                table: "billing_entries",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            // Column and check in one statement: a check added later would rebuild the table outside a transaction.
            migrationBuilder.Sql("""
                ALTER TABLE billing_accounts ADD COLUMN allowance_micros INTEGER NOT NULL DEFAULT 0
                CONSTRAINT accounts_allowance CHECK (is_operator OR allowance_micros BETWEEN 0 AND posted_micros)
                """);

            migrationBuilder.CreateTable(
                name: "billing_plans",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    description = table.Column<string>(type: "TEXT", nullable: false),
                    price_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    allowance = table.Column<long>(type: "INTEGER", nullable: false),
                    rollover = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    place = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_plans", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "billing_subscriptions",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    account = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    plan_id = table.Column<string>(type: "TEXT", nullable: false),
                    plan_name = table.Column<string>(type: "TEXT", nullable: false),
                    price_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    allowance = table.Column<long>(type: "INTEGER", nullable: false),
                    rollover = table.Column<bool>(type: "INTEGER", nullable: false),
                    anchor_at = table.Column<long>(type: "INTEGER", nullable: false),
                    period = table.Column<long>(type: "INTEGER", nullable: false),
                    period_start = table.Column<long>(type: "INTEGER", nullable: false),
                    period_end = table.Column<long>(type: "INTEGER", nullable: false),
                    next_plan_id = table.Column<string>(type: "TEXT", nullable: true),
                    cancel_at_period_end = table.Column<bool>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_subscriptions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "billing_top_ups",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    account = table.Column<string>(type: "TEXT", nullable: false),
                    amount_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    price_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    checkout_url = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    paid_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_top_ups", x => x.id);
                    table.CheckConstraint("top_ups_amount", "amount_micros > 0 AND price_cents > 0");
                });

            migrationBuilder.InsertData(
                table: "billing_plans",
                columns: new[] { "id", "allowance", "description", "is_enabled", "name", "place", "price_cents", "rollover" },
                values: new object[,]
                {
                    { "maker", 20000000L, "For one person who makes something every week.", true, "Maker", 0, 2000L, true },
                    { "team", 100000000L, "For a workspace with several people on one bill.", true, "Team", 1, 9000L, true }
                });

            migrationBuilder.CreateIndex(
                name: "accounts_with_allowance",
                table: "billing_accounts",
                column: "id",
                filter: "allowance_micros > 0");

            migrationBuilder.CreateIndex(
                name: "IX_billing_subscriptions_account",
                table: "billing_subscriptions",
                column: "account",
                unique: true,
                filter: "state = 'active'");

            migrationBuilder.CreateIndex(
                name: "IX_billing_subscriptions_period_end",
                table: "billing_subscriptions",
                column: "period_end",
                filter: "state = 'active'");

            migrationBuilder.CreateIndex(
                name: "IX_billing_subscriptions_plan_id",
                table: "billing_subscriptions",
                column: "plan_id",
                filter: "state = 'active'");

            migrationBuilder.CreateIndex(
                name: "IX_billing_top_ups_account_id",
                table: "billing_top_ups",
                columns: new[] { "account", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "billing_plans");

            migrationBuilder.DropTable(
                name: "billing_subscriptions");

            migrationBuilder.DropTable(
                name: "billing_top_ups");

            migrationBuilder.DropIndex(
                name: "accounts_with_allowance",
                table: "billing_accounts");

            migrationBuilder.DropCheckConstraint(
                name: "accounts_allowance",
                table: "billing_accounts");

            migrationBuilder.DropColumn(
                name: "allowance_after_micros",
                table: "billing_entries");

            migrationBuilder.DropColumn(
                name: "allowance_micros",
                table: "billing_accounts");
        }
    }
}
