using System.Security.Cryptography;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Generation;

/// <summary>A file that is what its bytes say.</summary>
internal sealed record InspectedMedia(
    string ContentType, int Width, int Height, int? DurationMs, long Bytes, string Sha256, byte[]? Thumbnail);

/// <summary>Looks at the bytes of a file before anybody else does.</summary>
internal static class InspectMedia
{
    /// <summary>Null where the file is of no kind that is kept, or does not decode.</summary>
    public static async Task<InspectedMedia?> OfAsync(TemporaryFile file, CancellationToken ct)
    {
        await file.Content.FlushAsync(ct);
        var head = new byte[MediaTypes.HeadLength];
        file.Content.Position = 0;
        var read = await file.Content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
        if (MediaTypes.Sniff(head.AsSpan(0, read)) is not { } type) return null;
        if (await LookAsync(file, type, ct) is not { } look) return null;

        file.Content.Position = 0;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file.Content, ct));
        return new(type, look.Width, look.Height, look.DurationMs, file.Content.Length, hash, look.Thumbnail);
    }

    private static async Task<(int Width, int Height, int? DurationMs, byte[]? Thumbnail)?> LookAsync(
        TemporaryFile file, string type, CancellationToken ct)
    {
        if (type == MediaTypes.Svg) return (0, 0, null, null);
        if (MediaTypes.MediumOf(type) == Medium.Image)
        {
            var picture = await Pictures.DecodeAsync(file.Path, ct);
            return picture is null ? null : (picture.Width, picture.Height, null, picture.Thumbnail);
        }

        var facts = type == MediaTypes.Webm ? await Webm.ReadAsync(file.Content, ct) : await Mp4.ReadAsync(file.Content, ct);
        if (facts is null) return null;
        var poster = facts.Poster is { } frame ? Pictures.Decode(frame)?.Thumbnail : null;
        return (facts.Width, facts.Height, facts.DurationMs, poster ?? Pictures.Placeholder(facts.Width, facts.Height));
    }
}
