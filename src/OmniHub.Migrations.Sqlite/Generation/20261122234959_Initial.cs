using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Sqlite.Generation
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "generation_comparisons",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    workspace_id = table.Column<string>(type: "TEXT", nullable: false),
                    prompt = table.Column<string>(type: "TEXT", nullable: false),
                    winner_id = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_generation_comparisons", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "generation_generations",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    workspace_id = table.Column<string>(type: "TEXT", nullable: false),
                    payer = table.Column<string>(type: "TEXT", nullable: false),
                    key_id = table.Column<string>(type: "TEXT", nullable: true),
                    project_id = table.Column<string>(type: "TEXT", nullable: true),
                    comparison_id = table.Column<string>(type: "TEXT", nullable: true),
                    slot = table.Column<int>(type: "INTEGER", nullable: false),
                    retry_of = table.Column<string>(type: "TEXT", nullable: true),
                    operation = table.Column<string>(type: "TEXT", nullable: false),
                    model_id = table.Column<string>(type: "TEXT", nullable: false),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    endpoint = table.Column<string>(type: "TEXT", nullable: false),
                    prompt = table.Column<string>(type: "TEXT", nullable: false),
                    options = table.Column<string>(type: "TEXT", nullable: false),
                    terms = table.Column<string>(type: "TEXT", nullable: false),
                    hold_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    stage = table.Column<string>(type: "TEXT", nullable: false),
                    outcome = table.Column<int>(type: "INTEGER", nullable: true),
                    error_code = table.Column<string>(type: "TEXT", nullable: true),
                    error_message = table.Column<string>(type: "TEXT", nullable: true),
                    cost_micros = table.Column<long>(type: "INTEGER", nullable: true),
                    provider_cost_micros = table.Column<long>(type: "INTEGER", nullable: true),
                    charged_micros = table.Column<long>(type: "INTEGER", nullable: true),
                    input = table.Column<string>(type: "TEXT", nullable: true),
                    nonce = table.Column<string>(type: "TEXT", nullable: false),
                    request_id = table.Column<string>(type: "TEXT", nullable: true),
                    status_url = table.Column<string>(type: "TEXT", nullable: true),
                    response_url = table.Column<string>(type: "TEXT", nullable: true),
                    cancel_url = table.Column<string>(type: "TEXT", nullable: true),
                    queue_position = table.Column<int>(type: "INTEGER", nullable: true),
                    progress_permille = table.Column<int>(type: "INTEGER", nullable: true),
                    is_sandbox = table.Column<bool>(type: "INTEGER", nullable: false),
                    favorite = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    submit_started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    submitted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    completed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    cancel_requested_at = table.Column<long>(type: "INTEGER", nullable: true),
                    cancel_sent_at = table.Column<long>(type: "INTEGER", nullable: true),
                    deleted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    settled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    deadline = table.Column<long>(type: "INTEGER", nullable: false),
                    next_poll_at = table.Column<long>(type: "INTEGER", nullable: true),
                    lease = table.Column<string>(type: "TEXT", nullable: true),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_generation_generations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "generation_media",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    workspace_id = table.Column<string>(type: "TEXT", nullable: false),
                    generation_id = table.Column<string>(type: "TEXT", nullable: true),
                    ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    content_type = table.Column<string>(type: "TEXT", nullable: false),
                    width = table.Column<int>(type: "INTEGER", nullable: false),
                    height = table.Column<int>(type: "INTEGER", nullable: false),
                    duration_ms = table.Column<int>(type: "INTEGER", nullable: true),
                    bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    has_thumbnail = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    used_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_generation_media", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_generation_comparisons_user_id",
                table: "generation_comparisons",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_comparison_id_id",
                table: "generation_generations",
                columns: new[] { "comparison_id", "id" },
                filter: "comparison_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_completed_at",
                table: "generation_generations",
                column: "completed_at",
                filter: "completed_at IS NOT NULL AND settled_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_created_at",
                table: "generation_generations",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_deleted_at",
                table: "generation_generations",
                column: "deleted_at",
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_lease",
                table: "generation_generations",
                column: "lease",
                filter: "lease IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_next_poll_at",
                table: "generation_generations",
                column: "next_poll_at",
                filter: "next_poll_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_operation_slot",
                table: "generation_generations",
                columns: new[] { "operation", "slot" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_project_id_id",
                table: "generation_generations",
                columns: new[] { "project_id", "id" },
                filter: "project_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_request_id",
                table: "generation_generations",
                column: "request_id",
                unique: true,
                filter: "request_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_user_id_id",
                table: "generation_generations",
                columns: new[] { "user_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_workspace_id_favorite_id",
                table: "generation_generations",
                columns: new[] { "workspace_id", "favorite", "id" },
                filter: "favorite");

            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_workspace_id_id",
                table: "generation_generations",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_workspace_id_model_id_id",
                table: "generation_generations",
                columns: new[] { "workspace_id", "model_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_workspace_id_stage_id",
                table: "generation_generations",
                columns: new[] { "workspace_id", "stage", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_generation_generations_workspace_id_type_id",
                table: "generation_generations",
                columns: new[] { "workspace_id", "type", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_generations_user_id_in_flight",
                table: "generation_generations",
                column: "user_id",
                filter: "next_poll_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generation_media_created_at",
                table: "generation_media",
                column: "created_at",
                filter: "generation_id IS NULL AND used_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generation_media_generation_id_ordinal",
                table: "generation_media",
                columns: new[] { "generation_id", "ordinal" },
                unique: true,
                filter: "generation_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generation_media_user_id",
                table: "generation_media",
                column: "user_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "generation_comparisons");

            migrationBuilder.DropTable(
                name: "generation_generations");

            migrationBuilder.DropTable(
                name: "generation_media");
        }
    }
}
