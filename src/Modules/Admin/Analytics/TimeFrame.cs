using System.Globalization;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>
/// The range of the figures: <c>?range=24h|7d|30d|90d</c>, or whole days as <c>?from=&amp;to=</c>; and the range of the same length before it.
/// Where nothing is said, the last 30 days; what makes no sense is refused.
/// </summary>
/// <param name="Key">Name of the range, or <c>custom</c>.</param>
/// <param name="From">Begin.</param>
/// <param name="To">End, exclusive.</param>
/// <param name="Steps">Hours or days.</param>
/// <param name="IsHourly">Which of the two.</param>
internal sealed record TimeFrame(string Key, DateTimeOffset From, DateTimeOffset To, int Steps, bool IsHourly)
{
    private const int DaysMax = 731, DaysDefault = 30, HoursOfDay = 24, RangeLengthMax = 20;

    public static readonly IReadOnlyList<(string Key, string Text)> Offered = [("24h", "24 h"), ("7d", "7 d"), ("30d", "30 d"), ("90d", "90 d")];

    /// <summary>For samples.</summary>
    public static TimeFrame Sample => Of("7d", null, null, new(2026, 9, 22, 15, 30, 0, TimeSpan.Zero));

    public DateTimeOffset Before => From - (To - From);

    /// <summary>Some of it is still to come: there is nothing to compare with.</summary>
    public bool IsAhead { get; init; }

    /// <summary>Length, in words.</summary>
    public string Length => IsHourly ? $"{Steps} hours" : Steps == 1 ? "day" : $"{Steps} days";

    /// <summary>The range, in words.</summary>
    public string Words => IsHourly ? $"{Time(From)} to {Time(To)}" : Steps == 1 ? Day(From) : $"{Day(From)} to {Day(To.AddDays(-1))}";

    public string FirstDay => Iso(From);

    public string LastDay => Iso(To.AddTicks(-1));

    /// <summary>The begin of every step.</summary>
    public IEnumerable<DateTimeOffset> Starts =>
        Enumerable.Range(0, Steps).Select(i => IsHourly ? From.AddHours(i) : From.AddDays(i));

    /// <summary>The range that was asked for; where it is refused, the last 30 days, to show beside the refusal.</summary>
    public static (TimeFrame Frame, Refusal? No) Of(HttpRequest request, DateTimeOffset now)
    {
        var (range, from, to) = (Text("range"), Text("from"), Text("to"));
        var no = Check(range, from, to);
        return (no is null ? Of(range, from, to, now) : Of(null, null, null, now), no);

        string? Text(string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;
    }

    private static Refusal? Check(string? range, string? from, string? to)
    {
        if (range is not null && Offered.All(o => o.Key != range))
            return Refusal.Invalid("range", $"There is no range “{range[..Math.Min(range.Length, RangeLengthMax)]}”: it is {string.Join(", ", Offered.Select(o => o.Key))}.");
        if (from is null && to is null) return null;
        if (ReadDay(from) is not { } first) return Refusal.Invalid("from", "The first day is a day, as 2026-09-01.");
        if (to is null) return null;
        if (ReadDay(to) is not { } last) return Refusal.Invalid("to", "The last day is a day, as 2026-09-30.");
        if (last < first) return Refusal.Invalid("from", $"{Day(first)} comes after {Day(last)}: the first day comes before the last.");
        return (last - first).TotalDays < DaysMax ? null : Refusal.Invalid("from", $"A range has at most {DaysMax} days, which is two years.");
    }

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
            var end = first.AddDays(days);
            return new("custom", first, end, days, false) { IsAhead = end > today.AddDays(1) };
        }

        if (range == "24h")
        {
            var hour = today.AddHours(now.Hour + 1);
            return new(range, hour.AddHours(-HoursOfDay), hour, HoursOfDay, true);
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
