using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Accounts, the double-entry ledger, holds and caps.</summary>
internal sealed class BillingDb(DbContextOptions<BillingDb> options) : ModuleDb(options, "billing")
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Entry> Entries => Set<Entry>();

    public DbSet<Posting> Postings => Set<Posting>();

    public DbSet<Hold> Holds => Set<Hold>();

    public DbSet<HoldCap> HoldCaps => Set<HoldCap>();

    public DbSet<CapCount> Caps => Set<CapCount>();

    public DbSet<BillDay> BillDays => Set<BillDay>();

    public DbSet<BillSource> BillSources => Set<BillSource>();

    public DbSet<Plan> Plans => Set<Plan>();

    public DbSet<Subscription> Subscriptions => Set<Subscription>();

    public DbSet<TopUp> TopUps => Set<TopUp>();

    public DbSet<Tally> Tallies => Set<Tally>();

    /// <summary>SQL written for SQLite's table names, as this database spells them.</summary>
    public string Sql(string sql) => Database.IsNpgsql() ? sql.Replace("billing_", "billing.", StringComparison.Ordinal) : sql;

    protected override void Map(ModelBuilder model)
    {
        // The last line of defence: no code path, however wrong, can overdraw a user.
        model.Entity<Account>(a =>
        {
            a.ToTable(t => t.HasCheckConstraint("accounts_spendable", "is_operator OR (held_micros >= 0 AND posted_micros >= held_micros)"));
            a.ToTable(t => t.HasCheckConstraint("accounts_allowance", "is_operator OR allowance_micros BETWEEN 0 AND posted_micros"));
            a.HasIndex(x => x.Id, "accounts_with_allowance").HasFilter("allowance_micros > 0");
        });

        model.Entity<Entry>(e =>
        {
            e.HasIndex(x => x.Key).IsUnique();
            e.HasIndex(x => new { x.Account, x.CreatedAt, x.Seq });
            e.HasIndex(x => new { x.Account, x.Kind, x.CreatedAt, x.Seq });
            e.HasIndex(x => new { x.Account, x.CreatedAt, x.Seq }, "entries_added").HasFilter("amount_micros > 0");
            e.HasIndex(x => x.CreatedAt);
        });
        model.Entity<Posting>().HasKey(p => new { p.EntryId, p.Account });

        model.Entity<Tally>().HasKey(t => new { t.Hours, t.Start, t.ModelId });
        model.Entity<Hold>(h =>
        {
            h.HasIndex(x => x.ReviewAt).HasFilter("state = 'open'");
            h.HasIndex(x => x.Account).HasFilter("state = 'open'");
            h.HasIndex(x => new { x.Provider, x.CheckAt }).HasFilter("check_at IS NOT NULL");
            h.HasIndex(x => new { x.CheckedAt, x.Id }).HasFilter("check_result IN ('corrected', 'doubtful')");
            h.ToTable(t => t.HasCheckConstraint("holds_charge", "amount_micros >= 0 AND charged_micros BETWEEN 0 AND amount_micros"));
        });
        model.Entity<BillDay>().HasKey(d => new { d.Day, d.Provider });
        model.Entity<BillSource>().HasKey(s => s.Provider);
        model.Entity<HoldCap>().HasKey(c => new { c.HoldId, c.CapKey });
        model.Entity<CapCount>().ToTable("Caps", t => t.HasCheckConstraint("caps_counts", "charged_micros >= 0 AND held_micros >= 0"));
        model.Entity<CapCount>().HasKey(c => c.Key);

        MapPlans(model);
    }

    private static void MapPlans(ModelBuilder model)
    {
        // What a new instance offers; an operator edits, disables or removes it.
        model.Entity<Plan>().HasData(Plan.Seed);
        model.Entity<Subscription>(s =>
        {
            // One plan at a time, whoever asks at once.
            s.HasIndex(x => x.Account).IsUnique().HasFilter("state = 'active'");
            s.HasIndex(x => x.PeriodEnd).HasFilter("state = 'active'");
            s.HasIndex(x => x.PlanId).HasFilter("state = 'active'");
        });
        model.Entity<TopUp>(t =>
        {
            t.ToTable("TopUps", table => table.HasCheckConstraint("top_ups_amount", "amount_micros > 0 AND price_cents > 0"));
            t.HasIndex(x => new { x.Account, x.Id });
        });
    }
}
