using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>The module's tables.</summary>
internal sealed class GenerationDb(DbContextOptions<GenerationDb> options) : ModuleDb(options, "generation")
{
    public DbSet<GenerationRow> Generations => Set<GenerationRow>();

    public DbSet<ComparisonRow> Comparisons => Set<ComparisonRow>();

    public DbSet<MediaRow> Media => Set<MediaRow>();

    public DbSet<Tally> Tallies => Set<Tally>();

    public DbSet<ActiveDay> ActiveDays => Set<ActiveDay>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<GenerationRow>(row =>
        {
            row.ToTable("Generations");
            row.HasKey(g => g.Id);
            row.HasIndex(g => new { g.WorkspaceId, g.Id });
            row.HasIndex(g => new { g.WorkspaceId, g.Type, g.Id });
            row.HasIndex(g => new { g.WorkspaceId, g.Stage, g.Id });
            row.HasIndex(g => new { g.WorkspaceId, g.ModelId, g.Id });
            row.HasIndex(g => new { g.WorkspaceId, g.Id }, "IX_generations_favorites").HasFilter("favorite");
            row.HasIndex(g => new { g.ProjectId, g.Id }).HasFilter("project_id IS NOT NULL");
            row.HasIndex(g => new { g.ComparisonId, g.Id }).HasFilter("comparison_id IS NOT NULL");
            row.HasIndex(g => new { g.Operation, g.Slot }).IsUnique();
            row.HasIndex(g => g.RequestId).IsUnique().HasFilter("request_id IS NOT NULL");
            row.HasIndex(g => g.CreatedAt);
            row.HasIndex(g => new { g.UserId, g.Id });
            // What is in flight is small at any time, whatever the table holds.
            row.HasIndex(g => g.NextPollAt).HasFilter("next_poll_at IS NOT NULL");
            row.HasIndex(g => g.UserId).HasDatabaseName("IX_generations_user_id_in_flight").HasFilter("next_poll_at IS NOT NULL");
            row.HasIndex(g => g.Lease).HasFilter("lease IS NOT NULL");
            row.HasIndex(g => g.CompletedAt).HasFilter("completed_at IS NOT NULL AND settled_at IS NULL");
            // What is in no tally yet is small at any time, too.
            row.HasIndex(g => g.CreatedAt, "IX_generations_uncounted").HasFilter("counted_at IS NULL");
            row.HasIndex(g => g.CreatedAt, "IX_generations_failed").HasFilter("stage = 'failed'");
            row.HasIndex(g => new { g.ModelId, g.CreatedAt }, "IX_generations_failed_model").HasFilter("stage = 'failed'");
            row.HasIndex(g => new { g.UserId, g.CompletedAt }).HasFilter("completed_at IS NOT NULL");
            row.HasIndex(g => g.DeletedAt).HasFilter("deleted_at IS NOT NULL");
        });
        model.Entity<ComparisonRow>(row =>
        {
            row.ToTable("Comparisons");
            row.HasKey(c => c.Id);
            row.HasIndex(c => c.UserId);
        });
        model.Entity<Tally>().HasKey(t => new { t.Hours, t.Start, t.ModelId });
        model.Entity<ActiveDay>().HasKey(a => new { a.Day, a.UserId });
        model.Entity<MediaRow>(row =>
        {
            row.ToTable("Media");
            row.HasKey(m => m.Id);
            row.HasIndex(m => m.UserId);
            row.HasIndex(m => new { m.GenerationId, m.Ordinal }).IsUnique().HasFilter("generation_id IS NOT NULL");
            row.HasIndex(m => m.CreatedAt).HasFilter("generation_id IS NULL AND used_at IS NULL");
        });
    }
}
