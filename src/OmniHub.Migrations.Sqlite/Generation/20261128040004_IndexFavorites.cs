using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Sqlite.Generation
{
    /// <inheritdoc />
    public partial class IndexFavorites : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_generation_generations_workspace_id_favorite_id",
                table: "generation_generations");

            migrationBuilder.CreateIndex(
                name: "IX_generations_favorites",
                table: "generation_generations",
                columns: new[] { "workspace_id", "id" },
                filter: "favorite");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_generations_favorites",
                table: "generation_generations");

            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_workspace_id_favorite_id",
                table: "generation_generations",
                columns: new[] { "workspace_id", "favorite", "id" },
                filter: "favorite");
        }
    }
}
