using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Postgres.Chat
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "chat");

            migrationBuilder.CreateTable(
                name: "calls",
                schema: "chat",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    workspace_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    provider = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    is_stream = table.Column<bool>(type: "boolean", nullable: false),
                    terms = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    hold_micros = table.Column<long>(type: "bigint", nullable: false),
                    sent_tokens = table.Column<int>(type: "integer", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    error_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    generation_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    arrived = table.Column<int>(type: "integer", nullable: false),
                    prompt_tokens = table.Column<int>(type: "integer", nullable: true),
                    completion_tokens = table.Column<int>(type: "integer", nullable: true),
                    cost_micros = table.Column<long>(type: "bigint", nullable: true),
                    provider_cost_micros = table.Column<long>(type: "bigint", nullable: true),
                    is_estimated = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    ended_at = table.Column<long>(type: "bigint", nullable: true),
                    settled_at = table.Column<long>(type: "bigint", nullable: true),
                    next_look_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calls", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "conversations",
                schema: "chat",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    workspace_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    project_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    title = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    is_named = table.Column<bool>(type: "boolean", nullable: false),
                    model_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    system_prompt = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    temperature_milli = table.Column<int>(type: "integer", nullable: true),
                    max_tokens = table.Column<int>(type: "integer", nullable: true),
                    pinned = table.Column<bool>(type: "boolean", nullable: false),
                    leaf_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    credits = table.Column<long>(type: "bigint", nullable: false),
                    share_hash = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false),
                    deleted_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_conversations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "messages",
                schema: "chat",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    conversation_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    workspace_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    parent_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    role = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    reasoning = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    attachments = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    status = table.Column<string>(type: "text", nullable: false),
                    error_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    error_message = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    operation = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    key_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    model_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    provider = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    payer = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    hold_micros = table.Column<long>(type: "bigint", nullable: false),
                    terms = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    sent_tokens = table.Column<int>(type: "integer", nullable: false),
                    node = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    lease_until = table.Column<long>(type: "bigint", nullable: true),
                    generation_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    is_sandbox = table.Column<bool>(type: "boolean", nullable: false),
                    finish_reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    prompt_tokens = table.Column<int>(type: "integer", nullable: true),
                    completion_tokens = table.Column<int>(type: "integer", nullable: true),
                    cost_micros = table.Column<long>(type: "bigint", nullable: true),
                    provider_cost_micros = table.Column<long>(type: "bigint", nullable: true),
                    is_estimated = table.Column<bool>(type: "boolean", nullable: false),
                    charged_micros = table.Column<long>(type: "bigint", nullable: true),
                    ended_at = table.Column<long>(type: "bigint", nullable: true),
                    settled_at = table.Column<long>(type: "bigint", nullable: true),
                    next_look_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_messages", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "parts",
                schema: "chat",
                columns: table => new
                {
                    message_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    reasoning = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    content = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_parts", x => new { x.message_id, x.seq });
                });

            migrationBuilder.CreateIndex(
                name: "IX_calls_created_at",
                schema: "chat",
                table: "calls",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_calls_next_look_at",
                schema: "chat",
                table: "calls",
                column: "next_look_at",
                filter: "next_look_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_calls_user_id_id",
                schema: "chat",
                table: "calls",
                columns: new[] { "user_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_conversations_deleted_at",
                schema: "chat",
                table: "conversations",
                column: "deleted_at",
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_conversations_project_id_id",
                schema: "chat",
                table: "conversations",
                columns: new[] { "project_id", "id" },
                filter: "project_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_conversations_share_hash",
                schema: "chat",
                table: "conversations",
                column: "share_hash",
                unique: true,
                filter: "share_hash IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_conversations_user_id",
                schema: "chat",
                table: "conversations",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_conversations_workspace_id_id",
                schema: "chat",
                table: "conversations",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_conversations_workspace_id_updated_at",
                schema: "chat",
                table: "conversations",
                columns: new[] { "workspace_id", "updated_at" });

            migrationBuilder.CreateIndex(
                name: "IX_messages_conversation_id_id",
                schema: "chat",
                table: "messages",
                columns: new[] { "conversation_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_messages_created_at",
                schema: "chat",
                table: "messages",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_messages_lease_until",
                schema: "chat",
                table: "messages",
                column: "lease_until",
                filter: "lease_until IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_messages_next_look_at",
                schema: "chat",
                table: "messages",
                column: "next_look_at",
                filter: "next_look_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_messages_operation",
                schema: "chat",
                table: "messages",
                column: "operation",
                filter: "operation IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_messages_user_id",
                schema: "chat",
                table: "messages",
                column: "user_id");

            migrationBuilder.Sql("CREATE INDEX ix_messages_search ON chat.messages USING gin (to_tsvector('simple', content))");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "calls",
                schema: "chat");

            migrationBuilder.DropTable(
                name: "conversations",
                schema: "chat");

            migrationBuilder.DropTable(
                name: "messages",
                schema: "chat");

            migrationBuilder.DropTable(
                name: "parts",
                schema: "chat");
        }
    }
}
