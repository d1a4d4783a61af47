using System.Net;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>The pictures an input names: data URIs, uploads and http(s) on loopback are loaded; the open internet is not asked.</summary>
internal sealed class Sources(Files files, IHttpClientFactory clients)
{
    private const int BytesMax = 50 * 1024 * 1024;
    private const int SideMax = 14142;

    /// <summary>Said of a URL that could not be read, as a 422 entry.</summary>
    public sealed record Result(byte[]? Picture, JsonNode? Problem);

    public async Task<Result> LoadAsync(FalModel model, JsonObject input, CancellationToken ct)
    {
        foreach (var field in model.Input.Where(f => f.File && !f.Name.Contains("audio", StringComparison.Ordinal)))
        {
            var url = input[field.Name] is JsonArray list ? list.FirstOrDefault() : input[field.Name];
            if (url is null) continue;
            var result = await LoadAsync(field.Name, url.ToString(), ct);
            if (result.Picture is not null || result.Problem is not null) return result;
        }
        return new Result(null, null);
    }

    private async Task<Result> LoadAsync(string field, string url, CancellationToken ct)
    {
        byte[]? bytes;
        try
        {
            bytes = await BytesAsync(url, ct);
        }
        catch (Exception e) when (e is HttpRequestException or FormatException or IOException
            or TaskCanceledException { InnerException: TimeoutException })
        {
            return Problem(field, "file_download_error", "Failed to download the file. Please check if the URL is accessible.", url);
        }
        if (bytes is null) return new Result(null, null);
        if (Picture.SizeOf(bytes) is not var (width, height))
        {
            return Problem(field, "image_load_error",
                "Failed to load the image. Please ensure the image file is not corrupted and is in a supported format.", url);
        }
        return width > SideMax || height > SideMax
            ? Problem(field, "image_too_large", "Image dimensions are too large.", url,
                new() { ["max_height"] = SideMax, ["max_width"] = SideMax })
            : new Result(bytes, null);
    }

    private async Task<byte[]?> BytesAsync(string url, CancellationToken ct)
    {
        if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            var comma = url.IndexOf(',', StringComparison.Ordinal);
            if (comma < 0 || !url[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase)) throw new FormatException("Not base64");
            return Convert.FromBase64String(url[(comma + 1)..]);
        }
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)) throw new FormatException("Not a URL");
        if (files.PathOf(address) is { } path)
        {
            // Our own host answers to many names (loopback, a service name in compose): the path decides.
            return File.Exists(path) ? await File.ReadAllBytesAsync(path, ct) : throw new FileNotFoundException(null, path);
        }
        if (!address.IsLoopback && !(IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip))) return null;
        using var client = clients.CreateClient("sources");
        return await client.GetByteArrayAsync(address, ct);
    }

    public static void Configure(HttpClient client)
    {
        client.Timeout = TimeSpan.FromSeconds(10);
        client.MaxResponseContentBufferSize = BytesMax;
    }

    private static Result Problem(string field, string type, string message, string url, JsonObject? context = null) =>
        new(null, Validation.Detail(
            type, [field], message, url[..Math.Min(url.Length, 200)], context, $"https://docs.fal.ai/errors/#{type}"));
}
