using System.Globalization;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>GET /api/admin/stats?from=&amp;to=: the last 30 days where nothing is said.</summary>
internal static class ShowStats
{
    private const int DaysDefault = 30, DaysMax = 3660;

    public static async Task<Reply> Handle(
        IServiceProvider services, TimeProvider clock, CancellationToken ct, string? from = null, string? to = null)
    {
        if (Time(to, isEnd: true, clock.GetUtcNow()) is not { } end) return Wrong("to");
        if (Time(from, isEnd: false, end.AddDays(-DaysDefault)) is not { } start) return Wrong("from");
        if (start >= end) return Refusal.Invalid("from", "from is before to.");
        if (end - start > TimeSpan.FromDays(DaysMax)) return Refusal.Invalid("from", "The range is at most ten years.");
        return Reply.Of(await Stats.ReadAsync(services, start, end, ct));
    }

    private static Refusal Wrong(string field) => Refusal.Invalid(field, $"{field} is a day or a time, as 2026-09-01.");

    // A day as the end means all of it.
    private static DateTimeOffset? Time(string? text, bool isEnd, DateTimeOffset otherwise)
    {
        if (string.IsNullOrEmpty(text)) return otherwise;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is > 1970 and < 9999)
            return new DateTimeOffset(day.AddDays(isEnd ? 1 : 0), TimeOnly.MinValue, TimeSpan.Zero);
        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
                && time.Year is > 1970 and < 9999
            ? time
            : null;
    }
}
