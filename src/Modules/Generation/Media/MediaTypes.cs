using System.Text;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Generation;

/// <summary>Kinds of files, told from their first bytes and never from what somebody says.</summary>
internal static class MediaTypes
{
    public const string Png = "image/png", Jpeg = "image/jpeg", Webp = "image/webp", Gif = "image/gif", Svg = "image/svg+xml";
    public const string Mp4 = "video/mp4", Webm = "video/webm", Quicktime = "video/quicktime";

    /// <summary>So many bytes tell the kind.</summary>
    public const int HeadLength = 512;

    /// <summary>The content type, or null for a kind that is not kept.</summary>
    public static string? Sniff(ReadOnlySpan<byte> head)
    {
        if (head is [0x89, (byte)'P', (byte)'N', (byte)'G', ..]) return Png;
        if (head is [0xFF, 0xD8, 0xFF, ..]) return Jpeg;
        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8)) return Webp;
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8)) return Gif;
        if (head is [0x1A, 0x45, 0xDF, 0xA3, ..]) return Webm;
        if (head.Length >= 12 && head[4..].StartsWith("ftyp"u8)) return head[8..].StartsWith("qt  "u8) ? Quicktime : Mp4;
        var text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        var isXml = text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase);
        return text.StartsWith("<svg", StringComparison.OrdinalIgnoreCase)
            || (isXml && text.Contains("<svg", StringComparison.OrdinalIgnoreCase)) ? Svg : null;
    }

    public static Medium? MediumOf(string? contentType) => contentType switch
    {
        Png or Jpeg or Webp or Gif or Svg => Medium.Image,
        Mp4 or Webm or Quicktime => Medium.Video,
        _ => null,
    };

    /// <summary>Kinds that a browser may show by themselves: they carry no script.</summary>
    public static bool IsInert(string contentType) => contentType is not Svg && MediumOf(contentType) is not null;

    public static string Extension(string contentType) => contentType switch
    {
        Png => ".png",
        Jpeg => ".jpg",
        Webp => ".webp",
        Gif => ".gif",
        Svg => ".svg",
        Mp4 => ".mp4",
        Webm => ".webm",
        Quicktime => ".mov",
        _ => "",
    };
}
