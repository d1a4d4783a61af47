using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Postgres.Catalog
{
    /// <inheritdoc />
    public partial class PauseProviders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "hidden_options",
                schema: "catalog",
                table: "models",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<bool>(
                name: "is_paused",
                schema: "catalog",
                table: "models",
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "hidden_options",
                schema: "catalog",
                table: "models");

            migrationBuilder.DropColumn(
                name: "is_paused",
                schema: "catalog",
                table: "models");
        }
    }
}
