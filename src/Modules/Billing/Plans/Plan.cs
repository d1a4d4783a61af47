using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>What people can subscribe to: a monthly price and the credits it brings. A period that has begun keeps its terms.</summary>
internal sealed class Plan
{
    public const int NameLengthMax = 80;
    public const int DescriptionLengthMax = 500;
    public const int CountMax = 50;

    /// <summary>The only period there is.</summary>
    public const string Month = "month";

    public required string Id { get; init; }

    public required string Name { get; set; }

    public required string Description { get; set; }

    public long PriceCents { get; set; }

    /// <summary>Credits of each month.</summary>
    public Micros Allowance { get; set; }

    /// <summary>Whether what is left of a month's allowance stays for one more month.</summary>
    public bool Rollover { get; set; }

    /// <summary>Offered to people. One who has it keeps it when it no longer is.</summary>
    public bool IsEnabled { get; set; }

    /// <summary>Lower comes first.</summary>
    public int Place { get; set; }

    public static IReadOnlyList<Plan> Seed =>
    [
        new()
        {
            Id = "maker", Name = "Maker", Description = "For one person who makes something every week.", PriceCents = 20_00,
            Allowance = new(20 * Micros.PerCredit), Rollover = true, IsEnabled = true, Place = 0,
        },
        new()
        {
            Id = "team", Name = "Team", Description = "For a workspace with several people on one bill.", PriceCents = 90_00,
            Allowance = new(100 * Micros.PerCredit), Rollover = true, IsEnabled = true, Place = 1,
        },
    ];

    /// <summary>Whether going to this plan from those terms is a step up, which happens at once.</summary>
    public bool IsAbove(Subscription current) =>
        PriceCents != current.PriceCents ? PriceCents > current.PriceCents : Allowance > current.Allowance;
}

/// <summary>A plan as programs and pages see it.</summary>
internal sealed record PlanAnswer(
    string Id, string Name, string Description, decimal PriceUsd, string Period, Micros Allowance, bool Rollover, bool Enabled)
{
    public static PlanAnswer Of(Plan p) =>
        new(p.Id, p.Name, p.Description, Usd.Of(p.PriceCents), Plan.Month, p.Allowance, p.Rollover, p.IsEnabled);
}
