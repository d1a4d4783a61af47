using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Sqlite.Chat
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "chat_calls",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    key_id = table.Column<string>(type: "TEXT", nullable: true),
                    workspace_id = table.Column<string>(type: "TEXT", nullable: false),
                    model_id = table.Column<string>(type: "TEXT", nullable: false),
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    is_stream = table.Column<bool>(type: "INTEGER", nullable: false),
                    terms = table.Column<string>(type: "TEXT", nullable: false),
                    hold_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    sent_tokens = table.Column<int>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    error_code = table.Column<string>(type: "TEXT", nullable: true),
                    generation_id = table.Column<string>(type: "TEXT", nullable: true),
                    arrived = table.Column<int>(type: "INTEGER", nullable: false),
                    prompt_tokens = table.Column<int>(type: "INTEGER", nullable: true),
                    completion_tokens = table.Column<int>(type: "INTEGER", nullable: true),
                    cost_micros = table.Column<long>(type: "INTEGER", nullable: true),
                    provider_cost_micros = table.Column<long>(type: "INTEGER", nullable: true),
                    is_estimated = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    settled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    next_look_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_chat_calls", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "chat_conversations",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    workspace_id = table.Column<string>(type: "TEXT", nullable: false),
                    project_id = table.Column<string>(type: "TEXT", nullable: true),
                    title = table.Column<string>(type: "TEXT", nullable: false),
                    is_named = table.Column<bool>(type: "INTEGER", nullable: false),
                    model_id = table.Column<string>(type: "TEXT", nullable: false),
                    system_prompt = table.Column<string>(type: "TEXT", nullable: true),
                    temperature_milli = table.Column<int>(type: "INTEGER", nullable: true),
                    max_tokens = table.Column<int>(type: "INTEGER", nullable: true),
                    pinned = table.Column<bool>(type: "INTEGER", nullable: false),
                    leaf_id = table.Column<string>(type: "TEXT", nullable: true),
                    credits = table.Column<long>(type: "INTEGER", nullable: false),
                    share_hash = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    deleted_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_chat_conversations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "chat_messages",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    conversation_id = table.Column<string>(type: "TEXT", nullable: false),
                    workspace_id = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    parent_id = table.Column<string>(type: "TEXT", nullable: true),
                    role = table.Column<string>(type: "TEXT", nullable: false),
                    content = table.Column<string>(type: "TEXT", nullable: false),
                    reasoning = table.Column<string>(type: "TEXT", nullable: false),
                    attachments = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    error_code = table.Column<string>(type: "TEXT", nullable: true),
                    error_message = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    operation = table.Column<string>(type: "TEXT", nullable: true),
                    key_id = table.Column<string>(type: "TEXT", nullable: true),
                    model_id = table.Column<string>(type: "TEXT", nullable: true),
                    provider = table.Column<string>(type: "TEXT", nullable: true),
                    payer = table.Column<string>(type: "TEXT", nullable: true),
                    hold_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    terms = table.Column<string>(type: "TEXT", nullable: true),
                    sent_tokens = table.Column<int>(type: "INTEGER", nullable: false),
                    node = table.Column<string>(type: "TEXT", nullable: true),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: true),
                    generation_id = table.Column<string>(type: "TEXT", nullable: true),
                    is_sandbox = table.Column<bool>(type: "INTEGER", nullable: false),
                    finish_reason = table.Column<string>(type: "TEXT", nullable: true),
                    prompt_tokens = table.Column<int>(type: "INTEGER", nullable: true),
                    completion_tokens = table.Column<int>(type: "INTEGER", nullable: true),
                    cost_micros = table.Column<long>(type: "INTEGER", nullable: true),
                    provider_cost_micros = table.Column<long>(type: "INTEGER", nullable: true),
                    is_estimated = table.Column<bool>(type: "INTEGER", nullable: false),
                    charged_micros = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    settled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    next_look_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_chat_messages", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "chat_parts",
                columns: table => new
                {
                    message_id = table.Column<string>(type: "TEXT", nullable: false),
                    seq = table.Column<int>(type: "INTEGER", nullable: false),
                    reasoning = table.Column<string>(type: "TEXT", nullable: false),
                    content = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_chat_parts", x => new { x.message_id, x.seq });
                });

            migrationBuilder.CreateIndex(
                name: "IX_chat_calls_created_at",
                table: "chat_calls",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_chat_calls_next_look_at",
                table: "chat_calls",
                column: "next_look_at",
                filter: "next_look_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_chat_calls_user_id_id",
                table: "chat_calls",
                columns: new[] { "user_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_chat_conversations_deleted_at",
                table: "chat_conversations",
                column: "deleted_at",
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_chat_conversations_project_id_id",
                table: "chat_conversations",
                columns: new[] { "project_id", "id" },
                filter: "project_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_chat_conversations_share_hash",
                table: "chat_conversations",
                column: "share_hash",
                unique: true,
                filter: "share_hash IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_chat_conversations_user_id",
                table: "chat_conversations",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_chat_conversations_workspace_id_id",
                table: "chat_conversations",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_chat_conversations_workspace_id_updated_at",
                table: "chat_conversations",
                columns: new[] { "workspace_id", "updated_at" });

            migrationBuilder.CreateIndex(
                name: "IX_chat_messages_conversation_id_id",
                table: "chat_messages",
                columns: new[] { "conversation_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_chat_messages_created_at",
                table: "chat_messages",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_chat_messages_lease_until",
                table: "chat_messages",
                column: "lease_until",
                filter: "lease_until IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_chat_messages_next_look_at",
                table: "chat_messages",
                column: "next_look_at",
                filter: "next_look_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_chat_messages_operation",
                table: "chat_messages",
                column: "operation",
                filter: "operation IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_chat_messages_user_id",
                table: "chat_messages",
                column: "user_id");

            // Full text of messages, kept by triggers: the text itself stays in the table (the file must not be vacuumed, which renumbers rows).
            migrationBuilder.Sql("CREATE VIRTUAL TABLE chat_search USING fts5(content, content='chat_messages', content_rowid='rowid', tokenize='unicode61 remove_diacritics 2')");
            migrationBuilder.Sql("CREATE TRIGGER chat_search_insert AFTER INSERT ON chat_messages WHEN new.content <> '' BEGIN INSERT INTO chat_search(rowid, content) VALUES (new.rowid, new.content); END");
            migrationBuilder.Sql("CREATE TRIGGER chat_search_delete AFTER DELETE ON chat_messages WHEN old.content <> '' BEGIN INSERT INTO chat_search(chat_search, rowid, content) VALUES ('delete', old.rowid, old.content); END");
            migrationBuilder.Sql("CREATE TRIGGER chat_search_remove AFTER UPDATE OF content ON chat_messages WHEN old.content <> '' BEGIN INSERT INTO chat_search(chat_search, rowid, content) VALUES ('delete', old.rowid, old.content); END");
            migrationBuilder.Sql("CREATE TRIGGER chat_search_update AFTER UPDATE OF content ON chat_messages WHEN new.content <> '' BEGIN INSERT INTO chat_search(rowid, content) VALUES (new.rowid, new.content); END");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "chat_calls");

            migrationBuilder.DropTable(
                name: "chat_conversations");

            migrationBuilder.DropTable(
                name: "chat_messages");

            migrationBuilder.DropTable(
                name: "chat_parts");
        }
    }
}
