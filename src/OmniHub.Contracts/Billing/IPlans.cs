using OmniHub.Kernel;

namespace OmniHub.Contracts.Billing;

/// <summary>Plans that people have.</summary>
public interface IPlans
{
    /// <summary>The plan of an account, or null.</summary>
    Task<CurrentPlan?> FindAsync(string account, CancellationToken ct);

    /// <summary>Ends it at once with what is left of its allowance: the person is going. Idempotent.</summary>
    Task EndAsync(string account, CancellationToken ct);
}

/// <param name="Id">The plan's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Allowance">Credits of each month.</param>
/// <param name="PeriodEnd">When the month ends.</param>
/// <param name="EndsThen">Cancelled: it ends with the month.</param>
public sealed record CurrentPlan(string Id, string Name, Micros Allowance, DateTimeOffset PeriodEnd, bool EndsThen)
{
    /// <summary>When it renews; null where it does not.</summary>
    public DateTimeOffset? RenewsAt => EndsThen ? null : PeriodEnd;
}
