using System.Globalization;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>What a plan is, on a card.</summary>
internal sealed record PlanFaceView(string Id, string Name, string? Tag, string Price, string Description, IReadOnlyList<string> Ticks)
{
    public const string MostChosen = "Most chosen";

    /// <summary>For the test that renders every partial.</summary>
    public static PlanFaceView Sample => new("maker", "Maker", MostChosen, "$20", "For one person.", ["20 credits every month"]);

    public static PlanFaceView Of(Plan p, string? tag) => new(
        p.Id, p.Name, tag, Usd.Text(p.PriceCents), p.Description,
        [
            $"{TopUps.Text(p.Allowance)} credits every month",
            p.Rollover ? "Unused credits stay for one more month" : "Unused credits expire with the month",
            "Spent before the credits you buy",
        ]);
}

/// <summary>The way to a plan.</summary>
/// <param name="PlanId">Which.</param>
/// <param name="Action">Words of the button; null where there is none.</param>
/// <param name="Rule">What will happen, plainly.</param>
/// <param name="IsMain">The way that most take.</param>
/// <param name="IsOrder">It is looked over on a page of its own first.</param>
internal sealed record PlanStep(string PlanId, string? Action, string? Rule, bool IsMain, bool IsOrder = true)
{
    /// <summary>For the test that renders every partial.</summary>
    public static PlanStep Sample => new("maker", "Choose Maker", null, true) { Due = "$20", More = new(20_000_000) };

    /// <summary>What is paid at once, as <c>$20</c>; null where that is nothing.</summary>
    public string? Due { get; init; }

    /// <summary>The credits that come at once; null where none do.</summary>
    public Micros? More { get; init; }

    public string Href => "/billing/plans/" + Uri.EscapeDataString(PlanId);
}

/// <summary>A plan with the way to it.</summary>
internal sealed record PlanOffer(PlanFaceView Face, PlanStep Step);

/// <summary>What can be chosen.</summary>
internal sealed record OffersView(IReadOnlyList<PlanOffer> Offers, bool IsTest)
{
    /// <summary>For the test that renders every partial.</summary>
    public static OffersView Sample => new(
        [
            new(PlanFaceView.Sample, new("maker", null, null, false, false)),
            new(PlanFaceView.Sample with { Id = "team", Name = "Team" }, new("team", "Change to Team", "At once.", true)),
        ],
        true);
}

/// <summary>One's own plan with its meter.</summary>
internal sealed record MyPlanView(string Name, Micros Left, Micros Allowance, string Price, DateTimeOffset PeriodEnd, bool Ends, string? NextPlan)
{
    /// <summary>For the test that renders every partial.</summary>
    public static MyPlanView Sample => new("Maker", new(7_482_000), new(20_000_000), "$20", new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero), false, null);

    public string EndText => Day(PeriodEnd);

    public string Sentence => Ends ? $"Ends on {EndText}. What is left of its credits expires then."
        : NextPlan is { } next ? $"Changes to {next} on {EndText}."
        : $"Renews on {EndText} for {Price}.";

    /// <summary>Plans that roll over can have more than one month's allowance.</summary>
    public Micros Most => Left > Allowance ? Left : Allowance;

    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}

/// <summary>The landing page's band.</summary>
internal sealed record LandingPlansView(Micros FreeCredits, decimal CreditPriceUsd, IReadOnlyList<PlanFaceView> Plans)
{
    /// <summary>For the test that renders every partial.</summary>
    public static LandingPlansView Sample => new(new(100_000_000), 1, [PlanFaceView.Sample]);

    public string CreditPrice => "$" + CreditPriceUsd.ToString("0.00####", CultureInfo.InvariantCulture);
}
