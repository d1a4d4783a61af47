using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Admin;

internal sealed class AdminDb(DbContextOptions<AdminDb> options) : ModuleDb(options, "admin")
{
    public DbSet<Setting> Settings => Set<Setting>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    protected override void Map(ModelBuilder model)
    {
        var settings = model.Entity<Setting>().ToTable("Settings");
        settings.HasKey(s => s.Key);
        settings.Property(s => s.UpdatedAt).IsConcurrencyToken();
        var audit = model.Entity<AuditRow>().ToTable("AuditEntries");
        audit.HasKey(a => a.Sequence);
        audit.Property(a => a.Sequence).ValueGeneratedNever();
        audit.HasIndex(a => a.At);
        audit.HasIndex(a => new { a.ActorId, a.Sequence });
        audit.HasIndex(a => new { a.Action, a.Sequence });
        audit.HasIndex(a => new { a.TargetId, a.Sequence });
    }
}

/// <summary>One document of settings.</summary>
internal sealed class Setting
{
    public required string Key { get; init; }

    /// <summary>JSON.</summary>
    public required string Value { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>One entry of the audit log. Never changed; each carries the hash of the one before.</summary>
internal sealed class AuditRow
{
    /// <summary>1, 2, 3, … without gaps.</summary>
    public required long Sequence { get; init; }

    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>A user's id or <c>system</c>; the e-mail is looked up when somebody reads.</summary>
    public required string ActorId { get; init; }

    public required string Action { get; init; }

    public required string TargetType { get; init; }

    public required string TargetId { get; init; }

    /// <summary>JSON object: field → [old, new].</summary>
    public required string Changes { get; init; }

    /// <summary>Salted hash of the address, or null.</summary>
    public required string? Address { get; init; }

    public required string PreviousHash { get; init; }

    public required string Hash { get; init; }
}
