using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>Conversations, messages, and the calls of the gateway.</summary>
internal sealed class ChatDb(DbContextOptions<ChatDb> options) : ModuleDb(options, "chat")
{
    public DbSet<Conversation> Conversations => Set<Conversation>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<MessagePart> Parts => Set<MessagePart>();

    public DbSet<Call> Calls => Set<Call>();

    public DbSet<Tally> Tallies => Set<Tally>();

    public DbSet<ActiveDay> ActiveDays => Set<ActiveDay>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Conversation>(row =>
        {
            row.HasIndex(c => new { c.WorkspaceId, c.Id });
            row.HasIndex(c => new { c.WorkspaceId, c.UpdatedAt });
            row.HasIndex(c => new { c.ProjectId, c.Id }).HasFilter("project_id IS NOT NULL");
            row.HasIndex(c => c.ShareHash).IsUnique().HasFilter("share_hash IS NOT NULL");
            row.HasIndex(c => c.UserId);
            row.HasIndex(c => c.DeletedAt).HasFilter("deleted_at IS NOT NULL");
        });
        model.Entity<Message>(row =>
        {
            row.HasIndex(m => new { m.ConversationId, m.Id });
            row.HasIndex(m => m.Operation).HasFilter("operation IS NOT NULL");
            row.HasIndex(m => m.UserId);
            row.HasIndex(m => m.CreatedAt);
            // What is in no tally yet, too; questions and imported answers never are.
            row.HasIndex(m => m.CreatedAt, "IX_messages_uncounted").HasFilter("counted_at IS NULL AND payer IS NOT NULL");
            row.HasIndex(m => m.CreatedAt, "IX_messages_failed").HasFilter("status = 'failed'");
            // What is not settled is small at any time.
            row.HasIndex(m => m.NextLookAt).HasFilter("next_look_at IS NOT NULL");
            row.HasIndex(m => m.LeaseUntil).HasFilter("lease_until IS NOT NULL");
        });
        model.Entity<MessagePart>(row =>
        {
            row.ToTable("Parts");
            row.HasKey(p => new { p.MessageId, p.Seq });
        });
        model.Entity<Call>(row =>
        {
            row.HasIndex(c => new { c.UserId, c.Id });
            row.HasIndex(c => c.CreatedAt);
            row.HasIndex(c => c.CreatedAt, "IX_calls_uncounted").HasFilter("counted_at IS NULL");
            row.HasIndex(c => c.NextLookAt).HasFilter("next_look_at IS NOT NULL");
        });
        model.Entity<Tally>().HasKey(t => new { t.Hours, t.Start, t.ModelId });
        model.Entity<ActiveDay>().HasKey(a => new { a.Day, a.UserId });
    }
}
