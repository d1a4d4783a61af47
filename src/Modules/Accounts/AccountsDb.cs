using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Users, keys, workspaces; what failed log-ins and idempotency keys leave behind.</summary>
internal sealed class AccountsDb(DbContextOptions<AccountsDb> options) : ModuleDb(options, "accounts")
{
    public DbSet<User> Users => Set<User>();

    public DbSet<ApiKey> Keys => Set<ApiKey>();

    public DbSet<Workspace> Workspaces => Set<Workspace>();

    public DbSet<Member> Members => Set<Member>();

    public DbSet<Invite> Invites => Set<Invite>();

    public DbSet<Project> Projects => Set<Project>();

    public DbSet<LoginFailures> LoginFailures => Set<LoginFailures>();

    public DbSet<KeptAnswer> KeptAnswers => Set<KeptAnswer>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<Delivery> Deliveries => Set<Delivery>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<User>(user =>
        {
            user.ToTable("Users").HasKey(u => u.Id);
            user.HasIndex(u => u.NormalizedEmail).IsUnique();
            user.HasIndex(u => u.CreatedAt);
            user.HasIndex(u => u.FreeCreditsAt);
            user.Property(u => u.ConcurrencyStamp).IsConcurrencyToken();
            // What Identity offers and this product does not use.
            user.Ignore(u => u.UserName).Ignore(u => u.NormalizedUserName).Ignore(u => u.EmailConfirmed)
                .Ignore(u => u.PhoneNumber).Ignore(u => u.PhoneNumberConfirmed).Ignore(u => u.TwoFactorEnabled)
                .Ignore(u => u.LockoutEnd).Ignore(u => u.LockoutEnabled).Ignore(u => u.AccessFailedCount);
        });
        model.Entity<ApiKey>(key =>
        {
            key.HasIndex(k => k.Hash).IsUnique();
            key.HasIndex(k => new { k.UserId, k.Id });
        });
        model.Entity<Workspace>().HasIndex(w => w.OwnerId);
        model.Entity<Member>(member =>
        {
            member.HasKey(m => new { m.WorkspaceId, m.UserId });
            member.HasIndex(m => m.UserId);
        });
        model.Entity<Invite>(invite =>
        {
            invite.HasIndex(i => i.TokenHash).IsUnique();
            invite.HasIndex(i => new { i.WorkspaceId, i.Id });
            invite.HasIndex(i => i.ExpiresAt);
        });
        model.Entity<Project>().HasIndex(p => new { p.WorkspaceId, p.Id });
        model.Entity<LoginFailures>(failures =>
        {
            failures.HasKey(f => f.EmailHash);
            failures.HasIndex(f => f.Since);
        });
        model.Entity<Webhook>().HasIndex(w => new { w.UserId, w.Id });
        model.Entity<Delivery>(delivery =>
        {
            // What happened is told to a webhook once, however often it is found.
            delivery.HasIndex(d => new { d.WebhookId, d.Type, d.Subject }).IsUnique();
            delivery.HasIndex(d => new { d.WebhookId, d.Id });
            delivery.HasIndex(d => d.NextAt).HasFilter("next_at IS NOT NULL");
            delivery.HasIndex(d => d.CreatedAt);
        });
        model.Entity<KeptAnswer>(answer =>
        {
            answer.HasKey(a => new { a.UserId, a.Route, a.Key });
            answer.HasIndex(a => a.CreatedAt);
        });
    }
}
