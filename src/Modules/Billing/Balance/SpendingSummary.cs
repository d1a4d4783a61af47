using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>What an account has and spends.</summary>
internal sealed class SpendingSummary(BillingDb db, TimeProvider clock)
{
    private const int PaceDays = 30;

    public async Task<SpendingView> ReadAsync(string account, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var a = await db.Accounts.AsNoTracking().FirstOrDefaultAsync(x => x.Id == account, ct) ?? new Account { Id = account };
        var spendable = new Micros(a.PostedMicros - a.HeldMicros);
        var month = await db.SpentSinceAsync(account, now.StartOfMonth(), ct);
        var pace = await db.SpentSinceAsync(account, now.AddDays(-PaceDays), ct);
        int? days = pace.IsPositive ? (int)Math.Min(int.MaxValue, spendable.Credits * PaceDays / pace.Credits) : null;
        return new(spendable, new(a.HeldMicros), month, days, new(a.AllowanceMicros));
    }
}

/// <summary>Balance, held, spent this month, how long the credits last at the pace of the last 30 days, and what of them is a plan's.</summary>
internal sealed record SpendingView(Micros Spendable, Micros Held, Micros SpentThisMonth, int? DaysLeft, Micros Allowance)
{
    private const int DaysShownMax = 365;

    /// <summary>For the test that renders every partial.</summary>
    public static SpendingView Sample => new(new(12_482_000), new(850_000), new(7_669_000), 21, new(7_482_000));

    /// <summary>Everything but the allowance: it does not expire.</summary>
    public Micros Bought => Spendable + Held - Allowance;

    public string? Pace => DaysLeft switch
    {
        null or > DaysShownMax => null,
        < 1 => "Less than a day at your pace",
        1 => "About 1 day at your pace",
        _ => $"About {DaysLeft} days at your pace",
    };
}
