using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Sqlite.Generation
{
    /// <inheritdoc />
    public partial class AddTallies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "counted_at",
                table: "generation_generations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "generation_active_days",
                columns: table => new
                {
                    day = table.Column<long>(type: "INTEGER", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_generation_active_days", x => new { x.day, x.user_id });
                });

            migrationBuilder.CreateTable(
                name: "generation_tallies",
                columns: table => new
                {
                    hours = table.Column<int>(type: "INTEGER", nullable: false),
                    start = table.Column<long>(type: "INTEGER", nullable: false),
                    model_id = table.Column<string>(type: "TEXT", nullable: false),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    total = table.Column<long>(type: "INTEGER", nullable: false),
                    completed = table.Column<long>(type: "INTEGER", nullable: false),
                    failed = table.Column<long>(type: "INTEGER", nullable: false),
                    latencies = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_generation_tallies", x => new { x.hours, x.start, x.model_id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_generations_failed",
                table: "generation_generations",
                column: "created_at",
                filter: "stage = 'failed'");

            migrationBuilder.CreateIndex(
                name: "IX_generations_failed_model",
                table: "generation_generations",
                columns: new[] { "model_id", "created_at" },
                filter: "stage = 'failed'");

            migrationBuilder.CreateIndex(
                name: "IX_generations_uncounted",
                table: "generation_generations",
                column: "created_at",
                filter: "counted_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "generation_active_days");

            migrationBuilder.DropTable(
                name: "generation_tallies");

            migrationBuilder.DropIndex(
                name: "IX_generations_failed",
                table: "generation_generations");

            migrationBuilder.DropIndex(
                name: "IX_generations_failed_model",
                table: "generation_generations");

            migrationBuilder.DropIndex(
                name: "IX_generations_uncounted",
                table: "generation_generations");

            migrationBuilder.DropColumn(
                name: "counted_at",
                table: "generation_generations");
        }
    }
}
