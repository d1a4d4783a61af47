using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Postgres.Generation
{
    /// <inheritdoc />
    public partial class IndexFavorites : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_generations_workspace_id_favorite_id",
                schema: "generation",
                table: "generations");

            migrationBuilder.CreateIndex(
                name: "IX_generations_favorites",
                schema: "generation",
                table: "generations",
                columns: new[] { "workspace_id", "id" },
                filter: "favorite");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_generations_favorites",
                schema: "generation",
                table: "generations");

            migrationBuilder.CreateIndex(
                name: "IX_generations_workspace_id_favorite_id",
                schema: "generation",
                table: "generations",
                columns: new[] { "workspace_id", "favorite", "id" },
                filter: "favorite");
        }
    }
}
