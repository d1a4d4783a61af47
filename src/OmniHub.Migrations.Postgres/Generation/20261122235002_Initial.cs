using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Postgres.Generation
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "generation");

            migrationBuilder.CreateTable(
                name: "comparisons",
                schema: "generation",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    workspace_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    prompt = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    winner_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_comparisons", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "generations",
                schema: "generation",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    workspace_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    payer = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    project_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    comparison_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    slot = table.Column<int>(type: "integer", nullable: false),
                    retry_of = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    operation = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    type = table.Column<string>(type: "text", nullable: false),
                    endpoint = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    prompt = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    options = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    terms = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    hold_micros = table.Column<long>(type: "bigint", nullable: false),
                    stage = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<int>(type: "integer", nullable: true),
                    error_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    error_message = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    cost_micros = table.Column<long>(type: "bigint", nullable: true),
                    provider_cost_micros = table.Column<long>(type: "bigint", nullable: true),
                    charged_micros = table.Column<long>(type: "bigint", nullable: true),
                    input = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    nonce = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    request_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    status_url = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    response_url = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    cancel_url = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    queue_position = table.Column<int>(type: "integer", nullable: true),
                    progress_permille = table.Column<int>(type: "integer", nullable: true),
                    is_sandbox = table.Column<bool>(type: "boolean", nullable: false),
                    favorite = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    submit_started_at = table.Column<long>(type: "bigint", nullable: true),
                    submitted_at = table.Column<long>(type: "bigint", nullable: true),
                    started_at = table.Column<long>(type: "bigint", nullable: true),
                    ended_at = table.Column<long>(type: "bigint", nullable: true),
                    completed_at = table.Column<long>(type: "bigint", nullable: true),
                    cancel_requested_at = table.Column<long>(type: "bigint", nullable: true),
                    cancel_sent_at = table.Column<long>(type: "bigint", nullable: true),
                    deleted_at = table.Column<long>(type: "bigint", nullable: true),
                    settled_at = table.Column<long>(type: "bigint", nullable: true),
                    deadline = table.Column<long>(type: "bigint", nullable: false),
                    next_poll_at = table.Column<long>(type: "bigint", nullable: true),
                    lease = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    attempts = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_generations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "media",
                schema: "generation",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    workspace_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    generation_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    content_type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    width = table.Column<int>(type: "integer", nullable: false),
                    height = table.Column<int>(type: "integer", nullable: false),
                    duration_ms = table.Column<int>(type: "integer", nullable: true),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    sha256 = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    has_thumbnail = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    used_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_media", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_comparisons_user_id",
                schema: "generation",
                table: "comparisons",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_generations_comparison_id_id",
                schema: "generation",
                table: "generations",
                columns: new[] { "comparison_id", "id" },
                filter: "comparison_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generations_completed_at",
                schema: "generation",
                table: "generations",
                column: "completed_at",
                filter: "completed_at IS NOT NULL AND settled_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generations_created_at",
                schema: "generation",
                table: "generations",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_generations_deleted_at",
                schema: "generation",
                table: "generations",
                column: "deleted_at",
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generations_lease",
                schema: "generation",
                table: "generations",
                column: "lease",
                filter: "lease IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generations_next_poll_at",
                schema: "generation",
                table: "generations",
                column: "next_poll_at",
                filter: "next_poll_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generations_operation_slot",
                schema: "generation",
                table: "generations",
                columns: new[] { "operation", "slot" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_generations_project_id_id",
                schema: "generation",
                table: "generations",
                columns: new[] { "project_id", "id" },
                filter: "project_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generations_request_id",
                schema: "generation",
                table: "generations",
                column: "request_id",
                unique: true,
                filter: "request_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generations_user_id_id",
                schema: "generation",
                table: "generations",
                columns: new[] { "user_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_generations_user_id_in_flight",
                schema: "generation",
                table: "generations",
                column: "user_id",
                filter: "next_poll_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_generations_workspace_id_favorite_id",
                schema: "generation",
                table: "generations",
                columns: new[] { "workspace_id", "favorite", "id" },
                filter: "favorite");

            migrationBuilder.CreateIndex(
                name: "IX_generations_workspace_id_id",
                schema: "generation",
                table: "generations",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_generations_workspace_id_model_id_id",
                schema: "generation",
                table: "generations",
                columns: new[] { "workspace_id", "model_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_generations_workspace_id_stage_id",
                schema: "generation",
                table: "generations",
                columns: new[] { "workspace_id", "stage", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_generations_workspace_id_type_id",
                schema: "generation",
                table: "generations",
                columns: new[] { "workspace_id", "type", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_media_created_at",
                schema: "generation",
                table: "media",
                column: "created_at",
                filter: "generation_id IS NULL AND used_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_media_generation_id_ordinal",
                schema: "generation",
                table: "media",
                columns: new[] { "generation_id", "ordinal" },
                unique: true,
                filter: "generation_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_media_user_id",
                schema: "generation",
                table: "media",
                column: "user_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "comparisons",
                schema: "generation");

            migrationBuilder.DropTable(
                name: "generations",
                schema: "generation");

            migrationBuilder.DropTable(
                name: "media",
                schema: "generation");
        }
    }
}
