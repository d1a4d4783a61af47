using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace OmniHub.Migrations.Postgres.Community
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "community");

            migrationBuilder.CreateTable(
                name: "likes",
                schema: "community",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_likes", x => new { x.number, x.user_id });
                });

            migrationBuilder.CreateTable(
                name: "placings",
                schema: "community",
                columns: table => new
                {
                    shelf = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    by_likes = table.Column<long>(type: "bigint", nullable: false),
                    by_trend = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_placings", x => new { x.shelf, x.number });
                });

            migrationBuilder.CreateTable(
                name: "posts",
                schema: "community",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    generation_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    workspace_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    author_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    type = table.Column<string>(type: "text", nullable: false),
                    model_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    title = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    description = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    tags = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    prompt = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    show_prompt = table.Column<bool>(type: "boolean", nullable: false),
                    options = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    credits = table.Column<long>(type: "bigint", nullable: true),
                    files = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    url = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    thumbnail_url = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    content_type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    width = table.Column<int>(type: "integer", nullable: false),
                    height = table.Column<int>(type: "integer", nullable: false),
                    duration_ms = table.Column<int>(type: "integer", nullable: true),
                    is_sandbox = table.Column<bool>(type: "boolean", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    like_count = table.Column<int>(type: "integer", nullable: false),
                    view_count = table.Column<int>(type: "integer", nullable: false),
                    trend = table.Column<int>(type: "integer", nullable: false),
                    featured_rank = table.Column<int>(type: "integer", nullable: true),
                    marks = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    published_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_posts", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "reports",
                schema: "community",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    post_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    reason = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    reporter_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    status = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    decided_at = table.Column<long>(type: "bigint", nullable: true),
                    decided_by = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reports", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "salts",
                schema: "community",
                columns: table => new
                {
                    day = table.Column<int>(type: "integer", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_salts", x => x.day);
                });

            migrationBuilder.CreateTable(
                name: "seen",
                schema: "community",
                columns: table => new
                {
                    day = table.Column<int>(type: "integer", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    visitor = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_seen", x => new { x.day, x.number, x.visitor });
                });

            migrationBuilder.CreateIndex(
                name: "IX_likes_number_at",
                schema: "community",
                table: "likes",
                columns: new[] { "number", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_likes_user_id_number",
                schema: "community",
                table: "likes",
                columns: new[] { "user_id", "number" });

            migrationBuilder.CreateIndex(
                name: "IX_placings_shelf_by_likes",
                schema: "community",
                table: "placings",
                columns: new[] { "shelf", "by_likes" });

            migrationBuilder.CreateIndex(
                name: "IX_placings_shelf_by_trend",
                schema: "community",
                table: "placings",
                columns: new[] { "shelf", "by_trend" });

            migrationBuilder.CreateIndex(
                name: "IX_posts_featured_rank",
                schema: "community",
                table: "posts",
                column: "featured_rank",
                filter: "featured_rank IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_posts_generation_id",
                schema: "community",
                table: "posts",
                column: "generation_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_posts_id",
                schema: "community",
                table: "posts",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_posts_number_trending",
                schema: "community",
                table: "posts",
                column: "number",
                filter: "trend > 0");

            migrationBuilder.CreateIndex(
                name: "IX_posts_user_id_number",
                schema: "community",
                table: "posts",
                columns: new[] { "user_id", "number" });

            migrationBuilder.CreateIndex(
                name: "IX_posts_workspace_id",
                schema: "community",
                table: "posts",
                column: "workspace_id");

            migrationBuilder.CreateIndex(
                name: "IX_reports_post_id_reporter_id",
                schema: "community",
                table: "reports",
                columns: new[] { "post_id", "reporter_id" });

            migrationBuilder.CreateIndex(
                name: "IX_reports_reporter_id",
                schema: "community",
                table: "reports",
                column: "reporter_id");

            migrationBuilder.CreateIndex(
                name: "IX_reports_status_id",
                schema: "community",
                table: "reports",
                columns: new[] { "status", "id" });
            migrationBuilder.Sql("ALTER TABLE community.posts ADD COLUMN search tsvector GENERATED ALWAYS AS (setweight(to_tsvector('simple', marks), 'A') || setweight(to_tsvector('simple', title || ' ' || description || ' ' || tags || ' ' || model_name || ' ' || author_name || CASE WHEN show_prompt THEN ' ' || prompt ELSE '' END), 'B')) STORED");
            migrationBuilder.Sql("CREATE INDEX ix_posts_search ON community.posts USING gin (search) WHERE state = 'visible'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "likes",
                schema: "community");

            migrationBuilder.DropTable(
                name: "placings",
                schema: "community");

            migrationBuilder.DropTable(
                name: "posts",
                schema: "community");

            migrationBuilder.DropTable(
                name: "reports",
                schema: "community");

            migrationBuilder.DropTable(
                name: "salts",
                schema: "community");

            migrationBuilder.DropTable(
                name: "seen",
                schema: "community");
        }
    }
}
