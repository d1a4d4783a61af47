using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Sums of what an account was charged.</summary>
internal static class Spending
{
    public static DateTimeOffset StartOfMonth(this DateTimeOffset time) =>
        new(time.UtcDateTime.Year, time.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<Micros> SpentSinceAsync(this BillingDb db, string account, DateTimeOffset from, CancellationToken ct)
    {
        var charges = db.Entries.Where(e => e.Account == account && (e.Kind == EntryKind.Charge || e.Kind == EntryKind.Refund) && e.CreatedAt >= from);
        return new(-await charges.SumAsync(e => e.AmountMicros, ct));
    }
}
