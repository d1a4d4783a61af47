using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

internal sealed class CatalogDb(DbContextOptions<CatalogDb> options) : ModuleDb(options, "catalog")
{
    public DbSet<Model> Models => Set<Model>();

    public DbSet<Price> Prices => Set<Price>();

    public DbSet<Proposal> Proposals => Set<Proposal>();

    public DbSet<PlannedChange> Planned => Set<PlannedChange>();

    protected override void Map(ModelBuilder model)
    {
        var models = model.Entity<Model>().ToTable("Models");
        models.HasIndex(m => m.UpdatedAt);
        models.Property(m => m.UpdatedAt).IsConcurrencyToken();
        model.Entity<Proposal>().HasKey(p => p.ModelId);
        model.Entity<Price>().ToTable("Prices").HasIndex(p => p.ModelId);
        model.Entity<PlannedChange>().ToTable("Planned").HasIndex(p => p.At);
    }
}

/// <summary>A model of a provider, open or closed.</summary>
internal sealed class Model
{
    public required string Id { get; init; }

    public required Medium Type { get; init; }

    public required string Provider { get; set; }

    public required string Endpoint { get; set; }

    public required string Name { get; set; }

    public required string Family { get; set; }

    public required string Description { get; set; }

    /// <summary>JSON array of words.</summary>
    public required string Capabilities { get; set; }

    /// <summary>JSON Schema of the options; empty for chat, where the schema follows from the limits.</summary>
    public required string Options { get; set; }

    /// <summary><see cref="PriceRules"/> as JSON.</summary>
    public required string Rules { get; set; }

    public int? ContextLength { get; set; }

    public int? OutputTokensMax { get; set; }

    public bool IsFeatured { get; set; }

    /// <summary>Place among the featured ones, from 0; null where an admin gave none.</summary>
    public int? FeaturedRank { get; set; }

    /// <summary>What the operator wants; a closed model is not open whatever this says.</summary>
    public bool IsEnabled { get; set; }

    /// <summary>An admin said that a price of zero is meant.</summary>
    public bool IsFree { get; set; }

    /// <summary>Closed as soon as the provider is the real one.</summary>
    public bool IsSandboxOnly { get; set; }

    /// <summary>Its provider was switched off by an admin.</summary>
    public bool IsPaused { get; set; }

    public string? ClosedReason { get; set; }

    /// <summary>Names of options that forms do not show, with commas.</summary>
    public string HiddenOptions { get; set; } = "";

    /// <summary>Exact decimal; null inherits the margin of the settings.</summary>
    public string? MarginPercent { get; set; }

    /// <summary>The price in force; null where none is known.</summary>
    public string? PriceId { get; set; }

    /// <summary>Hash of the seed's entry that was applied last; empty for a model that an admin added.</summary>
    public required string SeedHash { get; set; }

    /// <summary>Names of members that an admin set, with commas: a later seed leaves them alone.</summary>
    public required string Edited { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Later than ever before, to the millisecond that is kept: changes and other nodes are told apart by it.</summary>
    public void Touch(DateTimeOffset now)
    {
        var last = UpdatedAt.ToUnixTimeMilliseconds();
        UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(now.ToUnixTimeMilliseconds(), last + 1));
    }

    public bool IsEdited(string member) => Edited.Split(',').Contains(member);

    public void MarkEdited(string member)
    {
        if (!IsEdited(member)) Edited = Edited.Length == 0 ? member : $"{Edited},{member}";
    }
}

/// <summary>One version of a model's price. Never changed: a new price is a new row, and runs keep the id of theirs.</summary>
internal sealed class Price
{
    public required string Id { get; init; }

    public required string ModelId { get; init; }

    /// <summary>What is counted, as <c>second</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>JSON object: component → exact decimal of the provider's price in USD, as text.</summary>
    public required string Components { get; init; }

    /// <summary>The same of what people pay for it, where the operator sells at a price of its own; null: the provider's price and the margin.</summary>
    public string? Own { get; init; }

    /// <summary><c>seed</c>, or the id of the admin who set it.</summary>
    public required string Origin { get; init; }

    /// <summary>From when on it counted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>A price of its own stays through a new one of the provider, as long as that counts the same things.</summary>
    public string? OwnFor(IEnumerable<string> components) =>
        Own is not null && Exact(Own).Keys.All(components.Contains) ? Own : null;

    /// <summary>Reads <see cref="Components"/> and <see cref="Own"/>.</summary>
    public static Dictionary<string, decimal> Exact(string components) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(components)!
            .ToDictionary(c => c.Key, c => decimal.Parse(c.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture));
}
