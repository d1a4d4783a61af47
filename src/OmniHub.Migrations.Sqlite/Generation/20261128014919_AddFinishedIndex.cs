using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Sqlite.Generation
{
    /// <inheritdoc />
    public partial class AddFinishedIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_user_id_completed_at",
                table: "generation_generations",
                columns: new[] { "user_id", "completed_at" },
                filter: "completed_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_generation_generations_user_id_completed_at",
                table: "generation_generations");
        }
    }
}
