namespace Hangfire.Storage.SQLite;

/// <summary>Moments as they are stored: milliseconds since 1970, UTC.</summary>
internal static class UnixTime
{
    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public static long In(TimeSpan span) => Now + (long)span.TotalMilliseconds;

    /// <summary>A moment without a kind is taken for UTC: Hangfire itself never means anything else.</summary>
    public static long From(DateTime moment) =>
        new DateTimeOffset(moment.Kind == DateTimeKind.Local ? moment.ToUniversalTime() : DateTime.SpecifyKind(moment, DateTimeKind.Utc))
            .ToUnixTimeMilliseconds();

    public static DateTime ToDateTime(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;
}
