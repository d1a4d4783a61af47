using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>GET /api/billing/plans: what one can subscribe to.</summary>
internal static class ListPlans
{
    public static Reply Handle() => Reply.Of(new Page<PlanAnswer>([], null));
}

/// <summary>A plan: a monthly price and the credits it brings.</summary>
internal sealed record PlanAnswer(
    string Id, string Name, string Description, decimal PriceUsd, string Period, Micros Allowance, bool Rollover, bool Enabled);
