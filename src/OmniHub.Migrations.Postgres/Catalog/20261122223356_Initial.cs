using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Postgres.Catalog
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "catalog");

            migrationBuilder.CreateTable(
                name: "models",
                schema: "catalog",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    type = table.Column<string>(type: "text", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    endpoint = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    family = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    description = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    capabilities = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    options = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    rules = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    context_length = table.Column<int>(type: "integer", nullable: true),
                    output_tokens_max = table.Column<int>(type: "integer", nullable: true),
                    is_featured = table.Column<bool>(type: "boolean", nullable: false),
                    is_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    is_free = table.Column<bool>(type: "boolean", nullable: false),
                    is_sandbox_only = table.Column<bool>(type: "boolean", nullable: false),
                    closed_reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    margin_percent = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    price_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    seed_hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    edited = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_models", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "prices",
                schema: "catalog",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    unit = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    components = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    origin = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_prices", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_models_updated_at",
                schema: "catalog",
                table: "models",
                column: "updated_at");

            migrationBuilder.CreateIndex(
                name: "IX_prices_model_id",
                schema: "catalog",
                table: "prices",
                column: "model_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "models",
                schema: "catalog");

            migrationBuilder.DropTable(
                name: "prices",
                schema: "catalog");
        }
    }
}
