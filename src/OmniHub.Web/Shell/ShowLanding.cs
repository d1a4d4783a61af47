using System.Globalization;
using OmniHub.Contracts.Admin;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Web;

/// <summary>GET /: what this is, what it costs, how it works, how to run it.</summary>
internal static class ShowLanding
{
    private const int StepsOrder = 30;

    public static async Task<PageView> Handle(
        HttpContext http, ISettings settings, ICatalog catalog, IEnumerable<ILandingPart> parts, ICurrentUser me, CancellationToken ct)
    {
        var images = await catalog.ListAsync(Medium.Image, ct);
        var models = await catalog.ListAsync(null, ct);
        var now = settings.Current;
        var shown = new List<(int Order, Part Part)>();
        foreach (var part in parts.OrderBy(p => p.Order))
        {
            if (await part.ReadAsync(ct) is { } some) shown.Add((part.Order, some));
        }

        var view = new LandingView(
            Margin(now.ProfitMarginPercent), now.SignUpOpen ? now.FreeCredits : Micros.Zero, models.Count, me.IsSignedIn,
            [.. images.Take(Letters.Length).Select((m, i) => new ReceiptLine(m.Name, m.Credits, Letters[i]))],
            [.. shown.Where(s => s.Order < StepsOrder).Select(s => s.Part)],
            [.. shown.Where(s => s.Order >= StepsOrder).Select(s => s.Part)]);
        const string title = "One prompt, four models, one honest bill";
        var description = $"Run image, video and chat models side by side. See the price first and pay {view.Price}.";
        var origin = Origin.Of(http);
        return new PageView("/Web/Shell/LandingPage.cshtml", view, title, Frame.Public)
        {
            IsPublic = true,
            Description = description,
            Preview = new(title, origin + "/") { Description = description, ImageUrl = origin + PreviewImage, Width = PreviewWidth, Height = PreviewHeight },
        };
    }

    private const string PreviewImage = "/img/lane-a.webp";
    private const int PreviewWidth = 880, PreviewHeight = 660;

    private const string Letters = "ABCD";

    private static string Margin(decimal percent) => percent == 0
        ? "exactly what the provider charges"
        : $"the provider's price plus {percent.ToString("0.##", CultureInfo.InvariantCulture)}%";
}

/// <summary>The landing page.</summary>
/// <param name="Price">What one pays, after "pay".</param>
/// <param name="FreeCredits">On joining; zero where people cannot join.</param>
/// <param name="ModelCount">Open models.</param>
/// <param name="IsSignedIn">Whether to offer the studio instead of an account.</param>
/// <param name="Lanes">Up to four image models with today's prices.</param>
/// <param name="Before">Parts of modules before the three steps.</param>
/// <param name="After">Parts of modules after them.</param>
public sealed record LandingView(
    string Price, Micros FreeCredits, int ModelCount, bool IsSignedIn,
    IReadOnlyList<ReceiptLine> Lanes, IReadOnlyList<Part> Before, IReadOnlyList<Part> After)
{
    /// <summary>Sum of one picture by each lane.</summary>
    public Micros Total => Lanes.Aggregate(Micros.Zero, (sum, lane) => sum + (lane.Amount ?? Micros.Zero));

    /// <summary>Free credits without needless decimals.</summary>
    public string FreeText => FreeCredits.Credits.ToString("#,##0.##", CultureInfo.InvariantCulture);

    /// <summary>For the test that renders every partial.</summary>
    public static LandingView Sample => new(
        "exactly what the provider charges", new Micros(100 * Micros.PerCredit), 41, false,
        [
            new("FLUX 1.1 [pro]", new Micros(40_000), 'A'), new("Ideogram 3", new Micros(60_000), 'B'),
            new("Recraft V3", new Micros(40_000), 'C'), new("SD 3.5 Large", new Micros(65_000), 'D'),
        ],
        [], []);
}
