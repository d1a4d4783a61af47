using OmniHub.Contracts.Admin;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Catalog;

/// <summary>The landing page's models: three menus with prices as they are now.</summary>
internal sealed class PriceList(Catalog catalog, ISettings settings) : ILandingPart
{
    private const int RowsMax = 6;

    public int Order => 20;

    public long Version => catalog.Now.Version;

    public Task<Part?> ReadAsync(CancellationToken ct)
    {
        var open = catalog.Now.Open;
        if (open.Count == 0) return Task.FromResult<Part?>(null);
        var view = new PriceListView(
            open.Count(c => c.Type is Medium.Image or Medium.Video or Medium.Chat), settings.Current.ProfitMarginPercent,
            [
                Menu("Images", "a picture", open, Medium.Image, c => c.Credits.ToString()),
                Menu("Video", "a clip of the usual length", open, Medium.Video, c => c.Credits.ToString()),
                Menu("Chat", "per million tokens, in / out", open, Medium.Chat, InAndOut),
            ]);
        return Task.FromResult<Part?>(new Part("/Catalog/PriceList/PriceList.cshtml", view));
    }

    private static MenuView Menu(
        string title, string unit, IReadOnlyList<ModelCard> open, Medium type, Func<ModelCard, string> price) => new(
        title, unit,
        [.. open.Where(c => c.Type == type).Take(RowsMax).OrderBy(c => c.Credits).Select(c => new PriceRow(c.Name, price(c)))]);

    private static string InAndOut(ModelCard c) =>
        $"{Short(c.Pricing[Units.PromptPer1M])} / {Short(c.Pricing[Units.CompletionPer1M])}";

    private static string Short(Micros amount) =>
        amount.Value % (Micros.PerCredit / 100) == 0 ? amount.Short : amount.ToString();
}

/// <summary>Model of the price list.</summary>
internal sealed record PriceListView(int Count, decimal Margin, IReadOnlyList<MenuView> Menus)
{
    /// <summary>For the test that renders every view.</summary>
    public static PriceListView Sample =>
        new(2, 18, [new("Images", "a picture", [new("FLUX.1 [dev]", "0.0295")]), new("Chat", "per million tokens, in / out", [])]);
}

/// <summary>One column.</summary>
internal sealed record MenuView(string Title, string Unit, IReadOnlyList<PriceRow> Rows);

/// <summary>One line: name, dots, price.</summary>
internal sealed record PriceRow(string Name, string Price);
