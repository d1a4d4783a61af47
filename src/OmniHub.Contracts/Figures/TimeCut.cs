namespace OmniHub.Contracts.Figures;

/// <summary>
/// A range of time in UTC milliseconds, cut for tallies: whole days, whole hours beside them, and pieces of an hour at both ends that
/// only the rows themselves can answer.
/// </summary>
/// <param name="From">Begin.</param>
/// <param name="HoursFrom">Begin of the first whole hour.</param>
/// <param name="DaysFrom">Begin of the first whole day.</param>
/// <param name="DaysTo">End of the last whole day.</param>
/// <param name="HoursTo">End of the last whole hour.</param>
/// <param name="To">End, exclusive.</param>
public sealed record TimeCut(long From, long HoursFrom, long DaysFrom, long DaysTo, long HoursTo, long To)
{
    /// <summary>Milliseconds of an hour and of a day.</summary>
    public const long Hour = 3_600_000, Day = 24 * Hour;

    /// <summary>A range that ends now was asked for a moment ago.</summary>
    private const long NowIsMs = 10_000;

    /// <summary>Cuts a range. What has not happened yet belongs to one that ends now, so that today counts as a whole.</summary>
    public static TimeCut Of(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now, bool byHour)
    {
        var (first, end) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        var present = now.ToUnixTimeMilliseconds();
        if (end >= present - NowIsMs) end = Math.Max(end, Down(present, Day) + Day);
        var (hoursFrom, hoursTo) = (Up(first, Hour), Down(end, Hour));
        if (hoursFrom > hoursTo) return new(first, end, end, end, end, end);
        var (daysFrom, daysTo) = (Up(hoursFrom, Day), Down(hoursTo, Day));
        return byHour || daysFrom > daysTo
            ? new(first, hoursFrom, hoursFrom, hoursFrom, hoursTo, end)
            : new(first, hoursFrom, daysFrom, daysTo, hoursTo, end);
    }

    /// <summary>The begin of the hour or day that holds this time.</summary>
    public static long Down(long ms, long step) => ms / step * step;

    private static long Up(long ms, long step) => Down(ms + step - 1, step);
}
