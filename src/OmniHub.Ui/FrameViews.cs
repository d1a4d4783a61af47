using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Ui;

/// <summary>Links of a navigation.</summary>
/// <param name="Links">In order.</param>
/// <param name="Path">Path of the page, to mark the current one.</param>
public sealed record LinksView(IReadOnlyList<NavLink> Links, string Path)
{
    /// <summary>For the test that renders every partial.</summary>
    public static LinksView Sample => new([new("Home", "/dashboard", "house", 0)], "/dashboard");

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
public sealed record BalanceView(Micros Spendable, Micros Held)
{
    /// <summary>For the test that renders every partial.</summary>
    public static BalanceView Sample => new(new Micros(12_482_000), new Micros(60_000));
}

/// <summary>The mark and the name.</summary>
/// <param name="Href">Where home is.</param>
public sealed record BrandView(string Href)
{
    /// <summary>For the test that renders every partial.</summary>
    public static BrandView Sample => new("/");
}

/// <summary>Light, dark, or as the system says.</summary>
/// <param name="Name">Of the radio group: one a page.</param>
public sealed record ThemeView(string Name)
{
    /// <summary>For the test that renders every partial.</summary>
    public static ThemeView Sample => new("theme");
}

/// <summary>The workspace switcher and the projects of the rail.</summary>
/// <param name="Current">Where one works now.</param>
/// <param name="All">Where one could.</param>
/// <param name="Projects">The newest of the current workspace.</param>
/// <param name="Path">Where to stay after switching.</param>
public sealed record PlacesView(WorkPlace Current, IReadOnlyList<WorkspaceName> All, IReadOnlyList<ProjectName> Projects, string Path)
{
    /// <summary>Most projects in the rail.</summary>
    public const int ProjectsMax = 6;

    /// <summary>For the test that renders every partial.</summary>
    public static PlacesView Sample => new(
        WorkPlace.Sample, [new("wsp_1", "Studio North", false), new("wsp_2", "Personal", true)], [new("prj_1", "Tea house", "wsp_1")], "/dashboard");

    /// <summary>The letter on the switcher.</summary>
    public string Letter => Current.Name.Length > 0 ? char.ToUpperInvariant(Current.Name[0]).ToString() : "";
}
