using OmniHub.Kernel;

namespace OmniHub.Ui;

/// <summary>Links of a navigation.</summary>
/// <param name="Links">In order.</param>
/// <param name="Path">Path of the page, to mark the current one.</param>
public sealed record LinksView(IReadOnlyList<NavLink> Links, string Path)
{
    /// <summary>Most links in the tab bar of a phone.</summary>
    public const int TabsMax = 5;

    /// <summary>The link that holds this path: itself, or the nearest one above.</summary>
    public string? Current => Links.Select(l => l.Href)
        .Where(href => Path == href || Path.StartsWith(href + "/", StringComparison.Ordinal))
        .MaxBy(href => href.Length);
}

/// <summary>The balance card of the rail, <c>#balance</c>.</summary>
/// <param name="Spendable">What can be spent now.</param>
/// <param name="Held">What open holds keep.</param>
public sealed record BalanceView(Micros Spendable, Micros Held);
