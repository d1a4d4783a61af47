using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace OmniHub.Kernel;

/// <summary>One page of a list, newest first unless said otherwise.</summary>
/// <param name="Items">The rows.</param>
/// <param name="NextCursor">Asks for the next page; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>What a list was asked for: <c>?limit=1..100&amp;cursor=…</c>. Binds from the query; a bad one is a 400.</summary>
/// <param name="Limit">1..100, default 20.</param>
/// <param name="After">The key (usually the id) of the last row seen, or null.</param>
public sealed record PageRequest(int Limit, string? After)
{
    /// <summary>Rows on a page when nothing is said.</summary>
    public const int LimitDefault = 20;

    /// <summary>Most rows on a page.</summary>
    public const int LimitMax = 100;

    private const int CursorLengthMax = 400;

    /// <summary>Minimal-API binding.</summary>
    public static ValueTask<PageRequest> BindAsync(HttpContext http)
    {
        var limit = LimitDefault;
        var query = http.Request.Query;
        if (query.TryGetValue("limit", out var l) && (!int.TryParse(l, System.Globalization.NumberStyles.None, null, out limit) || limit is < 1 or > LimitMax))
            throw new RefusedException(Refusal.Invalid("limit", $"limit is a whole number from 1 to {LimitMax}."));
        return ValueTask.FromResult(new PageRequest(limit, query.TryGetValue("cursor", out var c) && c.Count > 0 ? Decode(c.ToString()) : null));
    }

    /// <summary>Cuts a list that was asked for with <c>Take(Limit + 1)</c> and makes the cursor from the last row's key.</summary>
    public Page<TOut> Cut<T, TOut>(IReadOnlyList<T> rows, Func<T, string> key, Func<T, TOut> show) => rows.Count > Limit
        ? new([.. rows.Take(Limit).Select(show)], Encode(key(rows[Limit - 1])))
        : new([.. rows.Select(show)], null);

    /// <summary>An opaque cursor for a key.</summary>
    public static string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    private static string Decode(string cursor)
    {
        try
        {
            if (cursor.Length is > 0 and <= CursorLengthMax)
            {
                var key = new UTF8Encoding(false, true).GetString(Base64Url.DecodeFromChars(cursor));
                if (key.Length > 0 && !key.Any(char.IsControl)) return key;
            }
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            // Falls through to the refusal.
        }

        throw new RefusedException(Refusal.Invalid("cursor", "This cursor is not one of ours."));
    }
}
