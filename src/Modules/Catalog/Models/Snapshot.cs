using System.Collections.Frozen;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Catalog;

/// <summary>All models under one margin: immutable, swapped as a whole.</summary>
internal sealed class Snapshot
{
    private static long made;
    private static readonly Medium?[] Kinds = [null, Medium.Image, Medium.Video, Medium.Chat];
    private readonly FrozenDictionary<string, Entry> entries;
    private readonly FrozenDictionary<string, ModelCard> cards;
    private readonly Lazy<CachedJson>[] lists;

    public Snapshot(IEnumerable<Entry> all, decimal margin)
    {
        Margin = margin;
        Entries = [.. all.OrderByDescending(e => e.IsFeatured).ThenBy(e => e.FeaturedRank).ThenBy(e => e.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(e => e.Id, StringComparer.Ordinal)];
        entries = Entries.ToFrozenDictionary(e => e.Id);
        cards = Entries.ToFrozenDictionary(e => e.Id, e => e.Card(margin));
        Open = [.. Entries.Where(e => e.IsOpen).Select(e => cards[e.Id])];
        lists = [.. Kinds.Select(kind => new Lazy<CachedJson>(() => CachedJson.Of(
            new { items = Entries.Where(e => e.IsOpen && (kind is null ? e.Type != Medium.Embedding : e.Type == kind)).Select(e => ModelView.Of(e, cards[e.Id])) })))];
    }

    /// <summary>The margin of the settings that the cards were made with.</summary>
    public decimal Margin { get; }

    /// <summary>Each snapshot has another one.</summary>
    public long Version { get; } = Interlocked.Increment(ref made);

    public IReadOnlyList<Entry> Entries { get; }

    /// <summary>Open models, featured first, then by name.</summary>
    public IReadOnlyList<ModelCard> Open { get; }

    public Entry? Find(string id) => entries.GetValueOrDefault(id);

    public ModelCard? Card(string id) => cards.GetValueOrDefault(id);

    /// <summary>The public list, serialised once.</summary>
    public CachedJson List(Medium? type) => lists[Array.IndexOf(Kinds, type)].Value;
}
