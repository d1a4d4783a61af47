using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmniHub.Migrations.Sqlite.Community
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "community_likes",
                columns: table => new
                {
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_community_likes", x => new { x.number, x.user_id });
                });

            migrationBuilder.CreateTable(
                name: "community_placings",
                columns: table => new
                {
                    shelf = table.Column<string>(type: "TEXT", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    by_likes = table.Column<long>(type: "INTEGER", nullable: false),
                    by_trend = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_community_placings", x => new { x.shelf, x.number });
                });

            migrationBuilder.CreateTable(
                name: "community_posts",
                columns: table => new
                {
                    number = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: true),
                    generation_id = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    workspace_id = table.Column<string>(type: "TEXT", nullable: false),
                    author_name = table.Column<string>(type: "TEXT", nullable: false),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    model_id = table.Column<string>(type: "TEXT", nullable: false),
                    model_name = table.Column<string>(type: "TEXT", nullable: false),
                    title = table.Column<string>(type: "TEXT", nullable: false),
                    description = table.Column<string>(type: "TEXT", nullable: false),
                    tags = table.Column<string>(type: "TEXT", nullable: false),
                    prompt = table.Column<string>(type: "TEXT", nullable: false),
                    show_prompt = table.Column<bool>(type: "INTEGER", nullable: false),
                    options = table.Column<string>(type: "TEXT", nullable: false),
                    credits = table.Column<long>(type: "INTEGER", nullable: true),
                    files = table.Column<string>(type: "TEXT", nullable: false),
                    url = table.Column<string>(type: "TEXT", nullable: false),
                    thumbnail_url = table.Column<string>(type: "TEXT", nullable: true),
                    content_type = table.Column<string>(type: "TEXT", nullable: false),
                    width = table.Column<int>(type: "INTEGER", nullable: false),
                    height = table.Column<int>(type: "INTEGER", nullable: false),
                    duration_ms = table.Column<int>(type: "INTEGER", nullable: true),
                    is_sandbox = table.Column<bool>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    like_count = table.Column<int>(type: "INTEGER", nullable: false),
                    view_count = table.Column<int>(type: "INTEGER", nullable: false),
                    trend = table.Column<int>(type: "INTEGER", nullable: false),
                    featured_rank = table.Column<int>(type: "INTEGER", nullable: true),
                    marks = table.Column<string>(type: "TEXT", nullable: false),
                    published_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_community_posts", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "community_reports",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    post_id = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    reporter_id = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    decided_at = table.Column<long>(type: "INTEGER", nullable: true),
                    decided_by = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_community_reports", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "community_salts",
                columns: table => new
                {
                    day = table.Column<int>(type: "INTEGER", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_community_salts", x => x.day);
                });

            migrationBuilder.CreateTable(
                name: "community_seen",
                columns: table => new
                {
                    day = table.Column<int>(type: "INTEGER", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    visitor = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_community_seen", x => new { x.day, x.number, x.visitor });
                });

            migrationBuilder.CreateIndex(
                name: "IX_community_likes_number_at",
                table: "community_likes",
                columns: new[] { "number", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_community_likes_user_id_number",
                table: "community_likes",
                columns: new[] { "user_id", "number" });

            migrationBuilder.CreateIndex(
                name: "IX_community_placings_shelf_by_likes",
                table: "community_placings",
                columns: new[] { "shelf", "by_likes" });

            migrationBuilder.CreateIndex(
                name: "IX_community_placings_shelf_by_trend",
                table: "community_placings",
                columns: new[] { "shelf", "by_trend" });

            migrationBuilder.CreateIndex(
                name: "IX_community_posts_featured_rank",
                table: "community_posts",
                column: "featured_rank",
                filter: "featured_rank IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_community_posts_generation_id",
                table: "community_posts",
                column: "generation_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_community_posts_id",
                table: "community_posts",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_community_posts_user_id_number",
                table: "community_posts",
                columns: new[] { "user_id", "number" });

            migrationBuilder.CreateIndex(
                name: "IX_community_posts_workspace_id",
                table: "community_posts",
                column: "workspace_id");

            migrationBuilder.CreateIndex(
                name: "IX_posts_number_trending",
                table: "community_posts",
                column: "number",
                filter: "trend > 0");

            migrationBuilder.CreateIndex(
                name: "IX_community_reports_post_id_reporter_id",
                table: "community_reports",
                columns: new[] { "post_id", "reporter_id" });

            migrationBuilder.CreateIndex(
                name: "IX_community_reports_reporter_id",
                table: "community_reports",
                column: "reporter_id");

            migrationBuilder.CreateIndex(
                name: "IX_community_reports_status_id",
                table: "community_reports",
                columns: new[] { "status", "id" });
            migrationBuilder.Sql("CREATE VIRTUAL TABLE community_search USING fts5(words, marks, content='', contentless_delete=1, prefix='3', tokenize='unicode61 remove_diacritics 2')");
            migrationBuilder.Sql("CREATE TRIGGER community_search_insert AFTER INSERT ON community_posts WHEN new.state = 'visible' BEGIN INSERT INTO community_search(rowid, words, marks) VALUES (new.number, new.title || ' ' || new.description || ' ' || new.tags || ' ' || new.model_name || ' ' || new.author_name || CASE WHEN new.show_prompt THEN ' ' || new.prompt ELSE '' END, new.marks); END");
            migrationBuilder.Sql("CREATE TRIGGER community_search_delete AFTER DELETE ON community_posts WHEN old.state = 'visible' BEGIN DELETE FROM community_search WHERE rowid = old.number; END");
            // One trigger for both steps: several on one event run in no promised order.
            migrationBuilder.Sql("CREATE TRIGGER community_search_update AFTER UPDATE OF title, description, tags, marks, show_prompt, author_name, state ON community_posts BEGIN DELETE FROM community_search WHERE rowid = old.number; INSERT INTO community_search(rowid, words, marks) SELECT new.number, new.title || ' ' || new.description || ' ' || new.tags || ' ' || new.model_name || ' ' || new.author_name || CASE WHEN new.show_prompt THEN ' ' || new.prompt ELSE '' END, new.marks WHERE new.state = 'visible'; END");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "community_likes");

            migrationBuilder.DropTable(
                name: "community_placings");

            migrationBuilder.DropTable(
                name: "community_posts");

            migrationBuilder.DropTable(
                name: "community_reports");

            migrationBuilder.DropTable(
                name: "community_salts");

            migrationBuilder.DropTable(
                name: "community_seen");
        }
    }
}
