using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Sqlite.Billing
{
    /// <inheritdoc />
    public partial class AddTallies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "billing_tallies",
                columns: table => new
                {
                    hours = table.Column<int>(type: "INTEGER", nullable: false),
                    start = table.Column<long>(type: "INTEGER", nullable: false),
                    model_id = table.Column<string>(type: "TEXT", nullable: false),
                    entries = table.Column<long>(type: "INTEGER", nullable: false),
                    charged_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    refunded_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    provider_cost_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    topup_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    granted_micros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_tallies", x => new { x.hours, x.start, x.model_id });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "billing_tallies");
        }
    }
}
