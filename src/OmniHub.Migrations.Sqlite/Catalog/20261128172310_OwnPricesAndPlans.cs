using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Sqlite.Catalog
{
    /// <inheritdoc />
    public partial class OwnPricesAndPlans : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "own",
                table: "catalog_prices",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "catalog_planned",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    model_id = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    change = table.Column<string>(type: "TEXT", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_catalog_planned", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_catalog_planned_at",
                table: "catalog_planned",
                column: "at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "catalog_planned");

            migrationBuilder.DropColumn(
                name: "own",
                table: "catalog_prices");
        }
    }
}
