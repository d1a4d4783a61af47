using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Postgres.Chat
{
    /// <inheritdoc />
    public partial class AddTallies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "counted_at",
                schema: "chat",
                table: "messages",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "counted_at",
                schema: "chat",
                table: "calls",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "active_days",
                schema: "chat",
                columns: table => new
                {
                    day = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_active_days", x => new { x.day, x.user_id });
                });

            migrationBuilder.CreateTable(
                name: "tallies",
                schema: "chat",
                columns: table => new
                {
                    hours = table.Column<int>(type: "integer", nullable: false),
                    start = table.Column<long>(type: "bigint", nullable: false),
                    model_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    total = table.Column<long>(type: "bigint", nullable: false),
                    completed = table.Column<long>(type: "bigint", nullable: false),
                    failed = table.Column<long>(type: "bigint", nullable: false),
                    tokens = table.Column<long>(type: "bigint", nullable: false),
                    latencies = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tallies", x => new { x.hours, x.start, x.model_id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_messages_failed",
                schema: "chat",
                table: "messages",
                column: "created_at",
                filter: "status = 'failed'");

            migrationBuilder.CreateIndex(
                name: "IX_messages_uncounted",
                schema: "chat",
                table: "messages",
                column: "created_at",
                filter: "counted_at IS NULL AND payer IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_calls_uncounted",
                schema: "chat",
                table: "calls",
                column: "created_at",
                filter: "counted_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "active_days",
                schema: "chat");

            migrationBuilder.DropTable(
                name: "tallies",
                schema: "chat");

            migrationBuilder.DropIndex(
                name: "IX_messages_failed",
                schema: "chat",
                table: "messages");

            migrationBuilder.DropIndex(
                name: "IX_messages_uncounted",
                schema: "chat",
                table: "messages");

            migrationBuilder.DropIndex(
                name: "IX_calls_uncounted",
                schema: "chat",
                table: "calls");

            migrationBuilder.DropColumn(
                name: "counted_at",
                schema: "chat",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "counted_at",
                schema: "chat",
                table: "calls");
        }
    }
}
