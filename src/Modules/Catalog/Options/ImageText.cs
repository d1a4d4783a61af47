using System.Buffers;
using System.Buffers.Text;

namespace OmniHub.Catalog;

/// <summary>The shape of an image option; whether an upload exists or a host is public is decided where it is used.</summary>
internal static class ImageText
{
    private const int UrlLengthMax = 4096, IdLengthMax = 64;
    private static readonly SearchValues<char> IdLetters = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz");
    private const long DataBytesMax = 10 * 1024 * 1024;
    private const string Sentence = "This is an upload's id, a data URI of an image, or a public http(s) URL.";

    /// <summary>What is wrong with it, or null.</summary>
    public static string? Complaint(string text)
    {
        if (text.StartsWith("upl_", StringComparison.Ordinal) || text.StartsWith("med_", StringComparison.Ordinal))
            return text.Length is > 4 and <= IdLengthMax && text.AsSpan(4).IndexOfAnyExcept(IdLetters) < 0 ? null : Sentence;
        if (text.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) return Data(text);
        return text.Length <= UrlLengthMax && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && url.Host.Length > 0
            ? null
            : Sentence;
    }

    private static string? Data(string text)
    {
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || comma > 200) return Sentence;
        var head = text[..comma];
        if (!head.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase)
            || !head.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            return Sentence;
        var payload = text.AsSpan(comma + 1);
        if (payload.Length * 3L / 4 > DataBytesMax) return "An image in a data URI has at most 10 MB.";
        return payload.Length > 0 && Base64.IsValid(payload) ? null : Sentence;
    }
}
