using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Sqlite.Chat
{
    /// <inheritdoc />
    public partial class KeepSearchByOneTrigger : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Several triggers on one event run in no promised order, and the old words must leave before the new ones come.
            migrationBuilder.Sql("DROP TRIGGER chat_search_remove");
            migrationBuilder.Sql("DROP TRIGGER chat_search_update");
            migrationBuilder.Sql("CREATE TRIGGER chat_search_update AFTER UPDATE OF content ON chat_messages BEGIN INSERT INTO chat_search(chat_search, rowid, content) SELECT 'delete', old.rowid, old.content WHERE old.content <> ''; INSERT INTO chat_search(rowid, content) SELECT new.rowid, new.content WHERE new.content <> ''; END");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TRIGGER chat_search_update");
            migrationBuilder.Sql("CREATE TRIGGER chat_search_remove AFTER UPDATE OF content ON chat_messages WHEN old.content <> '' BEGIN INSERT INTO chat_search(chat_search, rowid, content) VALUES ('delete', old.rowid, old.content); END");
            migrationBuilder.Sql("CREATE TRIGGER chat_search_update AFTER UPDATE OF content ON chat_messages WHEN new.content <> '' BEGIN INSERT INTO chat_search(rowid, content) VALUES (new.rowid, new.content); END");
        }
    }
}
