using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace OmniHub.Admin;

/// <summary>
/// The range of the figures: <c>?range=24h|7d|30d|90d</c>, or whole days as <c>?from=&amp;to=</c>; and the range of the same length before it.
/// Anything else is the last 30 days.
/// </summary>
/// <param name="Key">Name of the range, or <c>custom</c>.</param>
/// <param name="From">Begin.</param>
/// <param name="To">End, exclusive.</param>
/// <param name="Steps">Hours or days.</param>
/// <param name="IsHourly">Which of the two.</param>
internal sealed record TimeFrame(string Key, DateTimeOffset From, DateTimeOffset To, int Steps, bool IsHourly)
{
    private const int DaysMax = 731, DaysDefault = 30, HoursOfDay = 24;

    public static readonly IReadOnlyList<(string Key, string Text)> Offered = [("24h", "24 h"), ("7d", "7 d"), ("30d", "30 d"), ("90d", "90 d")];

    /// <summary>For samples.</summary>
    public static TimeFrame Sample => Of("7d", null, null, new(2026, 9, 22, 15, 30, 0, TimeSpan.Zero));

    public DateTimeOffset Before => From - (To - From);

    /// <summary>Length, in words.</summary>
    public string Length => IsHourly ? $"{Steps} hours" : Steps == 1 ? "day" : $"{Steps} days";

    /// <summary>The range, in words.</summary>
    public string Words => IsHourly ? $"{Time(From)} to {Time(To)}" : Steps == 1 ? Day(From) : $"{Day(From)} to {Day(To.AddDays(-1))}";

    public string FirstDay => Iso(From);

    public string LastDay => Iso(To.AddTicks(-1));

    /// <summary>The begin of every step.</summary>
    public IEnumerable<DateTimeOffset> Starts =>
        Enumerable.Range(0, Steps).Select(i => IsHourly ? From.AddHours(i) : From.AddDays(i));

    public static TimeFrame Of(HttpRequest request, DateTimeOffset now) =>
        Of(request.Query["range"], request.Query["from"], request.Query["to"], now);

    /// <summary>The name of a step.</summary>
    public string NameOf(DateTimeOffset start) =>
        start.ToString(IsHourly ? "HH:mm" : "d MMM", CultureInfo.InvariantCulture);

    public string Href(string path) => Key == "custom"
        ? Links.To(path, ("from", FirstDay), ("to", LastDay))
        : Links.To(path, ("range", Key));

    private static TimeFrame Of(string? range, string? from, string? to, DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        if (ReadDay(from) is { } first)
        {
            var last = ReadDay(to) is { } day && day >= first ? day : today > first ? today : first;
            var days = (int)Math.Min(DaysMax, (last - first).TotalDays + 1);
            return new("custom", first, first.AddDays(days), days, false);
        }

        if (range == "24h")
        {
            var end = today.AddHours(now.Hour + 1);
            return new(range, end.AddHours(-HoursOfDay), end, HoursOfDay, true);
        }

        var count = range switch { "7d" => 7, "90d" => 90, _ => DaysDefault };
        return new($"{count}d", today.AddDays(1 - count), today.AddDays(1), count, false);
    }

    private static DateTimeOffset? ReadDay(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9000
            ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)
            : null;

    private static string Iso(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset at) => at.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.ToString("d MMMM, HH:mm", CultureInfo.InvariantCulture);
}
