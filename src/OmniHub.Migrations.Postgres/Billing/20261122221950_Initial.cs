using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Postgres.Billing
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "billing");

            migrationBuilder.CreateTable(
                name: "accounts",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    is_operator = table.Column<bool>(type: "boolean", nullable: false),
                    posted_micros = table.Column<long>(type: "bigint", nullable: false),
                    held_micros = table.Column<long>(type: "bigint", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    last_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts", x => x.id);
                    table.CheckConstraint("accounts_spendable", "is_operator OR (held_micros >= 0 AND posted_micros >= held_micros)");
                });

            migrationBuilder.CreateTable(
                name: "caps",
                schema: "billing",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    charged_micros = table.Column<long>(type: "bigint", nullable: false),
                    held_micros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_caps", x => x.key);
                    table.CheckConstraint("caps_counts", "charged_micros >= 0 AND held_micros >= 0");
                });

            migrationBuilder.CreateTable(
                name: "entries",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<string>(type: "text", nullable: false),
                    account = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    amount_micros = table.Column<long>(type: "bigint", nullable: false),
                    balance_after_micros = table.Column<long>(type: "bigint", nullable: false),
                    provider_cost_micros = table.Column<long>(type: "bigint", nullable: false),
                    reference = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    description = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    key_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    workspace_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    project_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    model_id = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_entries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "hold_caps",
                schema: "billing",
                columns: table => new
                {
                    hold_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    cap_key = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_hold_caps", x => new { x.hold_id, x.cap_key });
                });

            migrationBuilder.CreateTable(
                name: "holds",
                schema: "billing",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    account = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    amount_micros = table.Column<long>(type: "bigint", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    review_at = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    charged_micros = table.Column<long>(type: "bigint", nullable: false),
                    provider_cost_micros = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    workspace_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    project_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    model_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    description = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    closed_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_holds", x => x.id);
                    table.CheckConstraint("holds_charge", "amount_micros >= 0 AND charged_micros BETWEEN 0 AND amount_micros");
                });

            migrationBuilder.CreateTable(
                name: "postings",
                schema: "billing",
                columns: table => new
                {
                    entry_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    account = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    amount_micros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_postings", x => new { x.entry_id, x.account });
                });

            migrationBuilder.CreateIndex(
                name: "IX_entries_account_created_at_seq",
                schema: "billing",
                table: "entries",
                columns: new[] { "account", "created_at", "seq" });

            migrationBuilder.CreateIndex(
                name: "IX_entries_account_kind_created_at_seq",
                schema: "billing",
                table: "entries",
                columns: new[] { "account", "kind", "created_at", "seq" });

            migrationBuilder.CreateIndex(
                name: "IX_entries_created_at",
                schema: "billing",
                table: "entries",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_entries_key",
                schema: "billing",
                table: "entries",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "entries_added",
                schema: "billing",
                table: "entries",
                columns: new[] { "account", "created_at", "seq" },
                filter: "amount_micros > 0");

            migrationBuilder.CreateIndex(
                name: "IX_holds_account",
                schema: "billing",
                table: "holds",
                column: "account",
                filter: "state = 'open'");

            migrationBuilder.CreateIndex(
                name: "IX_holds_review_at",
                schema: "billing",
                table: "holds",
                column: "review_at",
                filter: "state = 'open'");

            migrationBuilder.Sql(
                """
                CREATE FUNCTION billing.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'The ledger is append-only.'; END $$;
                CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON billing.entries
                FOR EACH STATEMENT EXECUTE FUNCTION billing.refuse_change();
                CREATE TRIGGER postings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON billing.postings
                FOR EACH STATEMENT EXECUTE FUNCTION billing.refuse_change();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "accounts",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "caps",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "entries",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "hold_caps",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "holds",
                schema: "billing");

            migrationBuilder.DropTable(
                name: "postings",
                schema: "billing");

            migrationBuilder.Sql("DROP FUNCTION billing.refuse_change()");
        }
    }
}
