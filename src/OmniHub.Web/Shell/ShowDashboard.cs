using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Web;

/// <summary>GET /dashboard: a prompt to start with, and what each module has to say.</summary>
internal static class ShowDashboard
{
    private const int WorkOrder = 20;

    /// <summary>From here on parts stand side by side.</summary>
    private const int CardsOrder = 40;

    public static async Task<PageView> Handle(IEnumerable<IDashboardPart> parts, ICurrentUser me, CancellationToken ct)
    {
        var (shown, cards) = (new List<Part>(), new List<Part>());
        var hasWork = false;
        foreach (var part in parts.OrderBy(p => p.Order))
        {
            if (await part.ReadAsync(me, ct) is not { } some) continue;
            (part.Order < CardsOrder ? shown : cards).Add(some);
            hasWork |= part.Order >= WorkOrder;
        }

        var first = me.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        return new PageView("/Web/Shell/DashboardPage.cshtml", new DashboardView(first, shown, cards, hasWork ? [] : Examples), "Home");
    }

    private static readonly string[] Examples =
    [
        "Terraced hills at first light, mist in the valleys, one small house with a lit window",
        "Salt-glazed stoneware vase on linen, soft studio light from the left",
        "Quiet sea under a full moon, long exposure, silver water",
    ];
}

/// <summary>The dashboard.</summary>
/// <param name="FirstName">For the greeting.</param>
/// <param name="Parts">What the modules show, in order.</param>
/// <param name="Cards">The same, side by side.</param>
/// <param name="Examples">Prompts to try, in an account without any work.</param>
public sealed record DashboardView(string FirstName, IReadOnlyList<Part> Parts, IReadOnlyList<Part> Cards, IReadOnlyList<string> Examples)
{
    /// <summary>For the test that renders every partial.</summary>
    public static DashboardView Sample => new("Ines", [], [], ["Quiet sea under a full moon"]);
}
