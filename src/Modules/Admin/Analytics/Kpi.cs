using System.Globalization;
using OmniHub.Contracts.Figures;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>One number with its course and what to compare it with.</summary>
/// <param name="Name">What.</param>
/// <param name="Value">The number, as people read it.</param>
/// <param name="Change">Up or down against the range before, or null.</param>
/// <param name="Text">What else to know.</param>
/// <param name="Course">By step.</param>
internal sealed record KpiView(string Name, string Value, string? Change, string Text, IReadOnlyList<decimal> Course)
{
    /// <summary>More is good, less is bad; null where neither.</summary>
    public bool? IsGood { get; init; }
}

/// <summary>The strip of numbers above the charts.</summary>
internal static class Kpi
{
    public static IReadOnlyList<KpiView> All(TimeFrame frame, Picture now, Picture before)
    {
        var (money, old) = (now.Money, before.Money);
        var (runs, oldRuns) = (Runs(now), Runs(before));
        var margin = money.Charged - money.ProviderCost;
        return
        [
            Make("Revenue", Sum(money.Charged), money.Charged.Credits, old.Charged.Credits,
                frame.IsAhead ? "not compared: days are still to come" : old.Charged.IsPositive ? $"on the {frame.Length} before" : $"none in the {frame.Length} before", Money(s => s.Charged - s.Refunded)),
            new("Provider cost", Sum(money.ProviderCost), null, Part(money.ProviderCost, money.Charged) is { } part ? $"{part} of revenue" : "no revenue yet",
                Money(s => s.ProviderCost)),
            Make("Margin", Signed(margin), margin.Credits, (old.Charged - old.ProviderCost).Credits, "earned", Money(s => s.Charged - s.Refunded - s.ProviderCost)),
            Make("Top-ups", Sum(money.Topups), money.Topups.Credits, old.Topups.Credits, "bought", Money(s => s.Topups)),
            Make("Generations", Count(runs.Sum(w => w.Total)), runs.Sum(w => w.Total), oldRuns.Sum(w => w.Total),
                $"{Count(runs.Sum(w => w.Completed))} completed", Work(runs, w => w.Total)),
            // Generations and chat answers, as in the tables.
            new("Failed", Rate(now.Work), null,
                before.Work.Count == 0 ? $"{Count(now.Work.Sum(w => w.Failed))} failed" : $"{Count(now.Work.Sum(w => w.Failed))} failed, {Rate(before.Work)} before",
                Work(now.Work, w => w.Failed)),
            Make("Chat answers", Count(Chats(now).Sum(w => w.Total)), Chats(now).Sum(w => w.Total), Chats(before).Sum(w => w.Total),
                $"{Count(Chats(now).Sum(w => w.Tokens))} tokens", Work(Chats(now), w => w.Total)),
            Make("Active users", Count(now.ActiveUsers), now.ActiveUsers, before.ActiveUsers, $"{Count(now.NewUsers)} new, {Count(now.Users)} in all", []),
            new("Given away", Sum(Total(money.Slices.Select(s => s.Granted))), null, "free credits and allowances", Money(s => s.Granted)),
            new("Credits outstanding", Sum(money.Outstanding), null, $"{money.Held} held by running work", []),
        ];

        IReadOnlyList<decimal> Money(Func<Contracts.Billing.MoneySlice, Micros> of)
        {
            var steps = money.Slices.ToLookup(s => s.Start);
            return [.. frame.Starts.Select(at => steps[at].Sum(s => of(s).Credits))];
        }

        IReadOnlyList<decimal> Work(IReadOnlyList<WorkSlice> work, Func<WorkSlice, long> of)
        {
            var steps = work.ToLookup(s => s.Start);
            return [.. frame.Starts.Select(at => (decimal)steps[at].Sum(of))];
        }
    }

    /// <summary>Up or down in percent, rounded down; null where there is nothing to compare with.</summary>
    public static string? Change(decimal now, decimal before) => before <= 0 || now == before ? null
        : $"{(now > before ? "Up" : "Down")} {Math.Abs((now - before) / before).ToString("0.0%", CultureInfo.InvariantCulture)}";

    private static KpiView Make(string name, string value, decimal now, decimal before, string text, IReadOnlyList<decimal> course) =>
        new(name, value, Change(now, before), text, course) { IsGood = now == before ? null : now > before };

    private static List<WorkSlice> Runs(Picture p) => [.. p.Work.Where(w => w.Type != "chat")];

    private static List<WorkSlice> Chats(Picture p) => [.. p.Work.Where(w => w.Type == "chat")];

    private static string Rate(IReadOnlyList<WorkSlice> runs) => FailureRate.Text(runs.Sum(w => w.Failed), runs.Sum(w => w.Completed + w.Failed));

    private static string? Part(Micros part, Micros whole) =>
        whole.IsPositive ? (part.Credits / whole.Credits).ToString("0.0%", CultureInfo.InvariantCulture) : null;

    private static Micros Total(IEnumerable<Micros> amounts) => amounts.Aggregate(Micros.Zero, (a, b) => a + b);

    private static string Signed(Micros amount) => amount.Value < 0 ? "−" + Sum(-amount) : Sum(amount);

    // Of a young server all sums are small: two decimals would say that nothing was earned.
    private static string Sum(Micros amount) => amount.Value is > 0 and < Micros.PerCredit ? amount.ToString() : amount.Short;

    private static string Count(long number) => number.ToString("#,##0", CultureInfo.InvariantCulture);
}
