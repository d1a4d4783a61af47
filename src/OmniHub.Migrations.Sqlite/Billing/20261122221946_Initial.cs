using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Sqlite.Billing
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "billing_accounts",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    is_operator = table.Column<bool>(type: "INTEGER", nullable: false),
                    posted_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    held_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    seq = table.Column<long>(type: "INTEGER", nullable: false),
                    last_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_accounts", x => x.id);
                    table.CheckConstraint("accounts_spendable", "is_operator OR (held_micros >= 0 AND posted_micros >= held_micros)");
                });

            migrationBuilder.CreateTable(
                name: "billing_caps",
                columns: table => new
                {
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    charged_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    held_micros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_caps", x => x.key);
                    table.CheckConstraint("caps_counts", "charged_micros >= 0 AND held_micros >= 0");
                });

            migrationBuilder.CreateTable(
                name: "billing_entries",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    account = table.Column<string>(type: "TEXT", nullable: true),
                    seq = table.Column<long>(type: "INTEGER", nullable: false),
                    amount_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    balance_after_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    provider_cost_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    reference = table.Column<string>(type: "TEXT", nullable: false),
                    description = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: true),
                    key_id = table.Column<string>(type: "TEXT", nullable: true),
                    workspace_id = table.Column<string>(type: "TEXT", nullable: true),
                    project_id = table.Column<string>(type: "TEXT", nullable: true),
                    model_id = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_entries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "billing_hold_caps",
                columns: table => new
                {
                    hold_id = table.Column<string>(type: "TEXT", nullable: false),
                    cap_key = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_hold_caps", x => new { x.hold_id, x.cap_key });
                });

            migrationBuilder.CreateTable(
                name: "billing_holds",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    account = table.Column<string>(type: "TEXT", nullable: false),
                    amount_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    purpose = table.Column<string>(type: "TEXT", nullable: false),
                    review_at = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    charged_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    provider_cost_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    key_id = table.Column<string>(type: "TEXT", nullable: true),
                    workspace_id = table.Column<string>(type: "TEXT", nullable: true),
                    project_id = table.Column<string>(type: "TEXT", nullable: true),
                    model_id = table.Column<string>(type: "TEXT", nullable: true),
                    description = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_holds", x => x.id);
                    table.CheckConstraint("holds_charge", "amount_micros >= 0 AND charged_micros BETWEEN 0 AND amount_micros");
                });

            migrationBuilder.CreateTable(
                name: "billing_postings",
                columns: table => new
                {
                    entry_id = table.Column<string>(type: "TEXT", nullable: false),
                    account = table.Column<string>(type: "TEXT", nullable: false),
                    amount_micros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_postings", x => new { x.entry_id, x.account });
                });

            migrationBuilder.CreateIndex(
                name: "IX_billing_entries_account_created_at_seq",
                table: "billing_entries",
                columns: new[] { "account", "created_at", "seq" });

            migrationBuilder.CreateIndex(
                name: "IX_billing_entries_account_kind_created_at_seq",
                table: "billing_entries",
                columns: new[] { "account", "kind", "created_at", "seq" });

            migrationBuilder.CreateIndex(
                name: "IX_billing_entries_created_at",
                table: "billing_entries",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_billing_entries_key",
                table: "billing_entries",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "entries_added",
                table: "billing_entries",
                columns: new[] { "account", "created_at", "seq" },
                filter: "amount_micros > 0");

            migrationBuilder.CreateIndex(
                name: "IX_billing_holds_account",
                table: "billing_holds",
                column: "account",
                filter: "state = 'open'");

            migrationBuilder.CreateIndex(
                name: "IX_billing_holds_review_at",
                table: "billing_holds",
                column: "review_at",
                filter: "state = 'open'");

            migrationBuilder.Sql(
                """
                CREATE TRIGGER billing_entries_no_update BEFORE UPDATE ON billing_entries
                BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END;
                """);

            migrationBuilder.Sql(
                """
                CREATE TRIGGER billing_entries_no_delete BEFORE DELETE ON billing_entries
                BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END;
                """);

            migrationBuilder.Sql(
                """
                CREATE TRIGGER billing_postings_no_update BEFORE UPDATE ON billing_postings
                BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END;
                """);

            migrationBuilder.Sql(
                """
                CREATE TRIGGER billing_postings_no_delete BEFORE DELETE ON billing_postings
                BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "billing_accounts");

            migrationBuilder.DropTable(
                name: "billing_caps");

            migrationBuilder.DropTable(
                name: "billing_entries");

            migrationBuilder.DropTable(
                name: "billing_hold_caps");

            migrationBuilder.DropTable(
                name: "billing_holds");

            migrationBuilder.DropTable(
                name: "billing_postings");
        }
    }
}
