using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Postgres.Generation
{
    /// <inheritdoc />
    public partial class AddTallies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "counted_at",
                schema: "generation",
                table: "generations",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "active_days",
                schema: "generation",
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
                schema: "generation",
                columns: table => new
                {
                    hours = table.Column<int>(type: "integer", nullable: false),
                    start = table.Column<long>(type: "bigint", nullable: false),
                    model_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    total = table.Column<long>(type: "bigint", nullable: false),
                    completed = table.Column<long>(type: "bigint", nullable: false),
                    failed = table.Column<long>(type: "bigint", nullable: false),
                    latencies = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tallies", x => new { x.hours, x.start, x.model_id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_generations_failed",
                schema: "generation",
                table: "generations",
                column: "created_at",
                filter: "stage = 'failed'");

            migrationBuilder.CreateIndex(
                name: "IX_generations_failed_model",
                schema: "generation",
                table: "generations",
                columns: new[] { "model_id", "created_at" },
                filter: "stage = 'failed'");

            migrationBuilder.CreateIndex(
                name: "IX_generations_uncounted",
                schema: "generation",
                table: "generations",
                column: "created_at",
                filter: "counted_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "active_days",
                schema: "generation");

            migrationBuilder.DropTable(
                name: "tallies",
                schema: "generation");

            migrationBuilder.DropIndex(
                name: "IX_generations_failed",
                schema: "generation",
                table: "generations");

            migrationBuilder.DropIndex(
                name: "IX_generations_failed_model",
                schema: "generation",
                table: "generations");

            migrationBuilder.DropIndex(
                name: "IX_generations_uncounted",
                schema: "generation",
                table: "generations");

            migrationBuilder.DropColumn(
                name: "counted_at",
                schema: "generation",
                table: "generations");
        }
    }
}
