using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Postgres.Generation
{
    /// <inheritdoc />
    public partial class AddFinishedIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_generations_user_id_completed_at",
                schema: "generation",
                table: "generations",
                columns: new[] { "user_id", "completed_at" },
                filter: "completed_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_generations_user_id_completed_at",
                schema: "generation",
                table: "generations");
        }
    }
}
