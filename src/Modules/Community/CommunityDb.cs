using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>The module's tables. Full-text search and its triggers are made by the first migration.</summary>
internal sealed class CommunityDb(DbContextOptions<CommunityDb> options) : ModuleDb(options, "community")
{
    public DbSet<Post> Posts => Set<Post>();

    public DbSet<Placing> Placings => Set<Placing>();

    public DbSet<Like> Likes => Set<Like>();

    public DbSet<PostSeen> Seen => Set<PostSeen>();

    public DbSet<DaySalt> Salts => Set<DaySalt>();

    public DbSet<Report> Reports => Set<Report>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Post>(row =>
        {
            row.ToTable("Posts");
            row.HasKey(p => p.Number);
            row.HasIndex(p => p.Id).IsUnique();
            row.HasIndex(p => p.GenerationId).IsUnique();
            row.HasIndex(p => new { p.UserId, p.Number });
            row.HasIndex(p => p.WorkspaceId);
            row.HasIndex(p => p.FeaturedRank).HasFilter("featured_rank IS NOT NULL");
            row.HasIndex(p => p.Number).HasDatabaseName("IX_posts_number_trending").HasFilter("trend > 0");
        });
        model.Entity<Placing>(row =>
        {
            row.ToTable("Placings");
            row.HasKey(p => new { p.Shelf, p.Number });
            row.HasIndex(p => new { p.Shelf, p.ByLikes });
            row.HasIndex(p => new { p.Shelf, p.ByTrend });
        });
        model.Entity<Like>(row =>
        {
            row.ToTable("Likes");
            row.HasKey(l => new { l.Number, l.UserId });
            row.HasIndex(l => new { l.Number, l.At });
            row.HasIndex(l => new { l.UserId, l.Number });
        });
        model.Entity<PostSeen>(row =>
        {
            row.ToTable("Seen");
            row.HasKey(s => new { s.Day, s.Number, s.Visitor });
        });
        model.Entity<DaySalt>(row =>
        {
            row.ToTable("Salts");
            row.HasKey(s => s.Day);
            row.Property(s => s.Day).ValueGeneratedNever();
        });
        model.Entity<Report>(row =>
        {
            row.ToTable("Reports");
            row.HasKey(r => r.Id);
            row.HasIndex(r => new { r.Status, r.Id });
            row.HasIndex(r => new { r.PostId, r.ReporterId });
            row.HasIndex(r => r.ReporterId);
        });
    }
}
