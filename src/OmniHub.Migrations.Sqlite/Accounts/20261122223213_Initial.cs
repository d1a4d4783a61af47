using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Sqlite.Accounts
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "accounts_kept_answers",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    route = table.Column<string>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    request_hash = table.Column<string>(type: "TEXT", nullable: false),
                    operation_id = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    run = table.Column<int>(type: "INTEGER", nullable: false),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    status = table.Column<int>(type: "INTEGER", nullable: false),
                    headers = table.Column<string>(type: "TEXT", nullable: true),
                    body = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts_kept_answers", x => new { x.user_id, x.route, x.key });
                });

            migrationBuilder.CreateTable(
                name: "accounts_keys",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    prefix = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    credit_limit = table.Column<long>(type: "INTEGER", nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_used_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "accounts_login_failures",
                columns: table => new
                {
                    email_hash = table.Column<string>(type: "TEXT", nullable: false),
                    count = table.Column<int>(type: "INTEGER", nullable: false),
                    since = table.Column<long>(type: "INTEGER", nullable: false),
                    locked_until = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts_login_failures", x => x.email_hash);
                });

            migrationBuilder.CreateTable(
                name: "accounts_members",
                columns: table => new
                {
                    workspace_id = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    role = table.Column<string>(type: "TEXT", nullable: false),
                    monthly_credit_limit = table.Column<long>(type: "INTEGER", nullable: true),
                    joined_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts_members", x => new { x.workspace_id, x.user_id });
                });

            migrationBuilder.CreateTable(
                name: "accounts_users",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    is_admin = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_disabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    default_workspace_id = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    free_credits_at = table.Column<long>(type: "INTEGER", nullable: true),
                    deleted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    email = table.Column<string>(type: "TEXT", nullable: true),
                    normalized_email = table.Column<string>(type: "TEXT", nullable: true),
                    password_hash = table.Column<string>(type: "TEXT", nullable: true),
                    security_stamp = table.Column<string>(type: "TEXT", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts_users", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "accounts_workspaces",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    owner_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    is_personal = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts_workspaces", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_accounts_kept_answers_created_at",
                table: "accounts_kept_answers",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_accounts_keys_hash",
                table: "accounts_keys",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_accounts_keys_user_id_id",
                table: "accounts_keys",
                columns: new[] { "user_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_accounts_login_failures_since",
                table: "accounts_login_failures",
                column: "since");

            migrationBuilder.CreateIndex(
                name: "IX_accounts_members_user_id",
                table: "accounts_members",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_accounts_users_created_at",
                table: "accounts_users",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_accounts_users_free_credits_at",
                table: "accounts_users",
                column: "free_credits_at");

            migrationBuilder.CreateIndex(
                name: "IX_accounts_users_normalized_email",
                table: "accounts_users",
                column: "normalized_email",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_accounts_workspaces_owner_id",
                table: "accounts_workspaces",
                column: "owner_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "accounts_kept_answers");

            migrationBuilder.DropTable(
                name: "accounts_keys");

            migrationBuilder.DropTable(
                name: "accounts_login_failures");

            migrationBuilder.DropTable(
                name: "accounts_members");

            migrationBuilder.DropTable(
                name: "accounts_users");

            migrationBuilder.DropTable(
                name: "accounts_workspaces");
        }
    }
}
