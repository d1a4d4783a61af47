using System.Globalization;
using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>What the library shows, as its address says it. A value that means nothing is left out: an address is typed by people.</summary>
internal sealed record LibraryFilter(
    Medium? Type = null, GenerationStatus? Status = null, string? Model = null, string? Project = null, bool Favorite = false, string? Q = null,
    DateOnly? From = null, DateOnly? To = null, bool Everyone = false)
{
    public const int QueryLengthMax = 200;
    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>Minimal-API binding.</summary>
    public static ValueTask<LibraryFilter> BindAsync(HttpContext http) => ValueTask.FromResult(Of(http.Request.Query));

    public static LibraryFilter Of(IQueryCollection query)
    {
        string? Text(string name) => query[name].ToString().Trim() is { Length: > 0 and <= QueryLengthMax } text ? text : null;
        T? Word<T>(string name) where T : struct, Enum =>
            Text(name) is { } word && word.All(char.IsAsciiLetter) && Enum.TryParse<T>(word, true, out var value) ? value : null;
        DateOnly? Day(string name) => DateOnly.TryParseExact(Text(name), DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        var type = Word<Medium>("type");
        return new(
            type == Medium.Chat ? null : type, Word<GenerationStatus>("status"), Text("model"), Text("project"), Text("favorite") is "1" or "true", Text("q"),
            Day("from"), Day("to"), Text("by") == "everyone");
    }

    /// <summary>Nothing but the start.</summary>
    public bool IsEmpty => this == new LibraryFilter() || this == new LibraryFilter(Everyone: true);

    /// <summary>Something is asked for that a phone folds away.</summary>
    public bool IsNarrow => Status is not null || Model is not null || Project is not null || From is not null || To is not null;

    /// <summary>The same as an address, with this page of it.</summary>
    public string Href(string? cursor = null, DateOnly? day = null)
    {
        var parts = new List<(string Name, string? Value)>
        {
            ("type", Type?.ToString().ToLowerInvariant()), ("status", Status?.ToString().ToLowerInvariant()), ("model", Model), ("project", Project),
            ("favorite", Favorite ? "1" : null), ("q", Q), ("from", Text(From)), ("to", Text(To)), ("by", Everyone ? "everyone" : null),
            ("cursor", cursor), ("day", cursor is null ? null : Text(day)),
        };
        var query = string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return query.Length == 0 ? "/library" : "/library?" + query;
    }

    /// <summary>The rows. Ids begin with their time, so that a day is a place in the list and nothing is read to get there.</summary>
    public GenerationFilter Rows(string userId) => new(
        Type, Status, Model, null, Project, null, Q, Favorite ? true : null, Everyone ? null : userId,
        From is { } from ? IdTime.At("gen", from) : null);

    /// <summary>Where to begin: after the last one that was shown, or at the end of the last day asked for.</summary>
    public string? Begin(string? after)
    {
        var end = To is { } to && to < DateOnly.MaxValue ? IdTime.At("gen", to.AddDays(1)) : null;
        return end is null || (after is not null && string.CompareOrdinal(after, end) < 0) ? after : end;
    }

    public static string? Text(DateOnly? day) => day?.ToString(DateFormat, CultureInfo.InvariantCulture);
}

/// <summary>Ids by their time: 48 bits of it stand first (see <see cref="Id"/>).</summary>
internal static class IdTime
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 26;
    private const int RandomBits = 80;

    /// <summary>No id of this day is less, and every id before it is.</summary>
    public static string At(string prefix, DateOnly day)
    {
        var ms = Math.Max(0, new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds());
        return string.Create(prefix.Length + 1 + Length, (prefix, Value: (UInt128)(ulong)ms << RandomBits), static (span, x) =>
        {
            x.prefix.CopyTo(span);
            span[x.prefix.Length] = '_';
            for (var i = span.Length - 1; i > x.prefix.Length; i--, x.Value >>= 5) span[i] = Alphabet[(int)(x.Value & 31)];
        });
    }
}
