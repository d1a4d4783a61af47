using System.Globalization;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary><c>?from=&amp;to=</c>: from the first moment, up to but without the last. A date alone means the whole day in UTC.</summary>
internal sealed record TimeRange(DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>Minimal-API binding; a bad one is a 400.</summary>
    public static ValueTask<TimeRange> BindAsync(HttpContext http)
    {
        var range = new TimeRange(Read(http, "from", TimeSpan.Zero), Read(http, "to", TimeSpan.FromDays(1)));
        return range.From >= range.To
            ? throw new RefusedException(Refusal.Invalid("to", "to is later than from."))
            : ValueTask.FromResult(range);
    }

    private static DateTimeOffset? Read(HttpContext http, string name, TimeSpan wholeDay)
    {
        var text = http.Request.Query[name].ToString();
        if (text.Length == 0) return null;
        var culture = CultureInfo.InvariantCulture;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", culture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue)
            return new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) + wholeDay;
        return text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new RefusedException(Refusal.Invalid(name, $"{name} is a date (2026-11-30) or a time (2026-11-30T12:00:00Z)."));
    }
}
