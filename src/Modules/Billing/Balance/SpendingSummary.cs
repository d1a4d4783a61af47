using System.Globalization;
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
        var days = await ShowUsage.ReadAsync(db, account, "day", now.AddDays(-PaceDays), null, ct);
        var pace = days.Aggregate(Micros.Zero, (sum, day) => sum + new Micros(day.Spent));
        int? left = pace.IsPositive ? (int)Math.Min(int.MaxValue, spendable.Credits * PaceDays / pace.Credits) : null;
        return new(spendable, new(a.HeldMicros), month, left, new(a.AllowanceMicros), DaysOf(days, now));
    }

    /// <summary>Every day, also those without anything.</summary>
    private static List<SpendingDay> DaysOf(List<UsageRow> rows, DateTimeOffset now)
    {
        var byDay = rows.ToDictionary(r => long.Parse(r.Key!, CultureInfo.InvariantCulture));
        var today = now.ToUnixTimeMilliseconds() / (long)TimeSpan.FromDays(1).TotalMilliseconds;
        return [.. Enumerable.Range(1 - PaceDays, PaceDays).Select(i => byDay.GetValueOrDefault(today + i)).Select(r => new SpendingDay(new(r?.Spent ?? 0), r?.Count ?? 0))];
    }
}

/// <summary>What was spent on a day, and in how many charges.</summary>
internal sealed record SpendingDay(Micros Spent, long Charges);

/// <summary>Balance, held, spent this month, how long the credits last at the pace of the last 30 days, what of them is a plan's, and these days one by one.</summary>
internal sealed record SpendingView(
    Micros Spendable, Micros Held, Micros SpentThisMonth, int? DaysLeft, Micros Allowance, IReadOnlyList<SpendingDay> Days)
{
    private const int DaysShownMax = 365;
    private const int WeekDays = 7;

    /// <summary>For the test that renders every partial.</summary>
    public static SpendingView Sample => new(new(12_482_000), new(850_000), new(7_669_000), 21, new(7_482_000), [new(new(250_000), 3), new(new(400_000), 4)]);

    /// <summary>Everything but the allowance: it does not expire.</summary>
    public Micros Bought => Spendable + Held - Allowance;

    public IReadOnlyList<decimal> SpentCourse => [.. Days.Select(d => d.Spent.Credits)];

    public IReadOnlyList<decimal> ChargesCourse => [.. Days.Select(d => (decimal)d.Charges)];

    public long Charges => Days.Sum(d => d.Charges);

    public long ChargesThisWeek => Days.TakeLast(WeekDays).Sum(d => d.Charges);

    public Micros SpentThisWeek => Days.TakeLast(WeekDays).Aggregate(Micros.Zero, (sum, d) => sum + d.Spent);

    public string? Pace => DaysLeft switch
    {
        null or > DaysShownMax => null,
        < 1 => "Less than a day at your pace",
        1 => "About 1 day at your pace",
        _ => $"About {DaysLeft} days at your pace",
    };
}
