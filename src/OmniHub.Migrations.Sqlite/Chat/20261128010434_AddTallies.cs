using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Sqlite.Chat
{
    /// <inheritdoc />
    public partial class AddTallies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "counted_at",
                table: "chat_messages",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "counted_at",
                table: "chat_calls",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "chat_active_days",
                columns: table => new
                {
                    day = table.Column<long>(type: "INTEGER", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_chat_active_days", x => new { x.day, x.user_id });
                });

            migrationBuilder.CreateTable(
                name: "chat_tallies",
                columns: table => new
                {
                    hours = table.Column<int>(type: "INTEGER", nullable: false),
                    start = table.Column<long>(type: "INTEGER", nullable: false),
                    model_id = table.Column<string>(type: "TEXT", nullable: false),
                    total = table.Column<long>(type: "INTEGER", nullable: false),
                    completed = table.Column<long>(type: "INTEGER", nullable: false),
                    failed = table.Column<long>(type: "INTEGER", nullable: false),
                    tokens = table.Column<long>(type: "INTEGER", nullable: false),
                    latencies = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_chat_tallies", x => new { x.hours, x.start, x.model_id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_messages_failed",
                table: "chat_messages",
                column: "created_at",
                filter: "status = 'failed'");

            migrationBuilder.CreateIndex(
                name: "IX_messages_uncounted",
                table: "chat_messages",
                column: "created_at",
                filter: "counted_at IS NULL AND payer IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_calls_uncounted",
                table: "chat_calls",
                column: "created_at",
                filter: "counted_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "chat_active_days");

            migrationBuilder.DropTable(
                name: "chat_tallies");

            migrationBuilder.DropIndex(
                name: "IX_messages_failed",
                table: "chat_messages");

            migrationBuilder.DropIndex(
                name: "IX_messages_uncounted",
                table: "chat_messages");

            migrationBuilder.DropIndex(
                name: "IX_calls_uncounted",
                table: "chat_calls");

            migrationBuilder.DropColumn(
                name: "counted_at",
                table: "chat_messages");

            migrationBuilder.DropColumn(
                name: "counted_at",
                table: "chat_calls");
        }
    }
}
