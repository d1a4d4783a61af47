using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Postgres.Billing
{
    /// <inheritdoc />
    public partial class AddTallies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "tallies",
                schema: "billing",
                columns: table => new
                {
                    hours = table.Column<int>(type: "integer", nullable: false),
                    start = table.Column<long>(type: "bigint", nullable: false),
                    model_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    entries = table.Column<long>(type: "bigint", nullable: false),
                    charged_micros = table.Column<long>(type: "bigint", nullable: false),
                    refunded_micros = table.Column<long>(type: "bigint", nullable: false),
                    provider_cost_micros = table.Column<long>(type: "bigint", nullable: false),
                    topup_micros = table.Column<long>(type: "bigint", nullable: false),
                    granted_micros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tallies", x => new { x.hours, x.start, x.model_id });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "tallies",
                schema: "billing");
        }
    }
}
