using System.Buffers;
using System.Text;

namespace OmniHub.Providers;

/// <summary>
/// Fetches the files that results point at: from fal's own hosts over https, and from the origins that the options allow. Every hop
/// is checked, the address is pinned, the key never goes along.
/// </summary>
public sealed class FalFiles
{
    private const int RedirectsMax = 3;
    private const int BufferSize = 64 * 1024;

    private readonly FalHttp http;

    internal FalFiles(FalHttp http) => this.http = http;

    /// <summary>Copies a file into <paramref name="destination"/>.</summary>
    /// <param name="url">https, or <c>data:</c>.</param>
    /// <param name="destination">Written from where it stands; errors of its own are thrown.</param>
    /// <param name="bytesMax">One byte more is a refusal.</param>
    /// <param name="ct">Cancelling throws.</param>
    public async Task<FalDownload> DownloadAsync(string url, Stream destination, long bytesMax, CancellationToken ct = default)
    {
        if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) return await DecodeAsync(url, destination, bytesMax, ct);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var target)) return Refused("The address of the provider's file is not one.");

        using var budget = CancellationTokenSource.CreateLinkedTokenSource(ct);
        budget.CancelAfter(http.Options.DownloadTimeout);
        for (var hop = 0; hop <= RedirectsMax; hop++)
        {
            if (!IsAllowed(target)) return Refused("The provider's file lies at an address that is not fetched from.");
            var (response, problem) = await AskAsync(target, budget.Token, ct);
            if (response is null) return problem!;
            using (response)
            {
                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
                    return await SaveAsync(response, destination, bytesMax, budget.Token, ct);
                if (!Uri.TryCreate(target, response.Headers.Location, out var next)) return Refused("The provider's file leads nowhere.");
                target = next;
            }
        }
        return Refused("The provider's file is forwarded too often.");
    }

    private bool IsAllowed(Uri url) => url.UserInfo.Length == 0 && (FalHosts.IsFal(url)
        || (url.Scheme is "http" or "https" && http.Options.FileOrigins.Any(origin => FalHosts.SameOrigin(origin, url))));

    private async Task<(HttpResponseMessage?, FalDownload?)> AskAsync(Uri target, CancellationToken budget, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(budget);
        silence.CancelAfter(http.Options.DownloadIdleTimeout);
        try
        {
            return (await http.Client(FalHttp.Files).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token), null);
        }
        catch (HttpRequestException error) when (error.InnerException is PrivateAddressException)
        {
            return (null, Refused("The provider's file lies at an address that is not public."));
        }
        catch (HttpRequestException)
        {
            return (null, new FalDownload.Transient(FalErrors.Of(FalCode.Unavailable)));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (null, new FalDownload.Transient(FalErrors.Of(FalCode.Timeout)));
        }
    }

    private async Task<FalDownload> SaveAsync(
        HttpResponseMessage response, Stream destination, long bytesMax, CancellationToken budget, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        if (status is 404 or 410) return new FalDownload.Gone();
        if (status is not 200)
            return new FalDownload.Transient(FalErrors.OfPoll(FalReply.Bare(response)), FalHttp.RetryAfter(response));
        var type = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant();
        if (IsPage(type) || response.Content.Headers.ContentEncoding.Count > 0)
            return new FalDownload.Transient(FalErrors.Of(FalCode.Malformed));
        if (response.Content.Headers.ContentLength > bytesMax) return TooLarge();

        using var silence = CancellationTokenSource.CreateLinkedTokenSource(budget);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var total = 0L;
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            while (true)
            {
                silence.CancelAfter(http.Options.DownloadIdleTimeout);
                var (read, problem) = await ReadAsync(body, buffer, silence.Token, ct);
                if (problem is not null) return problem;
                if (read == 0) break;
                if ((total += read) > bytesMax) return TooLarge();
                await destination.WriteAsync(buffer.AsMemory(0, read), ct);
            }
            return total > 0 ? new FalDownload.Saved(type, total) : new FalDownload.Transient(FalErrors.Of(FalCode.Malformed));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Apart from the writing, so that a full disk of ours is never taken for trouble of the provider.
    private static async Task<(int, FalDownload?)> ReadAsync(Stream body, byte[] buffer, CancellationToken silence, CancellationToken ct)
    {
        try
        {
            return (await body.ReadAsync(buffer, silence), null);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            return (0, new FalDownload.Transient(FalErrors.Of(FalCode.Unavailable)));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (0, new FalDownload.Transient(FalErrors.Of(FalCode.Timeout)));
        }
    }

    private static async Task<FalDownload> DecodeAsync(string url, Stream destination, long bytesMax, CancellationToken ct)
    {
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0) return Refused(null);
        var head = url["data:".Length..comma].ToLowerInvariant().Split(';');
        var isBase64 = head[^1].Trim() == "base64";
        if ((url.Length - comma) / 4 * (isBase64 ? 3 : 1) > bytesMax) return TooLarge();
        try
        {
            var text = Uri.UnescapeDataString(url[(comma + 1)..]);
            var bytes = isBase64 ? Convert.FromBase64String(text) : Encoding.UTF8.GetBytes(text);
            if (bytes.Length == 0) return Refused(null);
            if (bytes.Length > bytesMax) return TooLarge();
            await destination.WriteAsync(bytes, ct);
            return new FalDownload.Saved(head[0].Trim() is { Length: > 0 } and not "base64" and var type ? type : null, bytes.Length);
        }
        catch (FormatException)
        {
            return Refused(null);
        }
    }

    // What a proxy or an error page says with 200; media of every kind comes under its own name or none.
    private static bool IsPage(string? type) =>
        type is "application/json" or "application/xml" || type?.StartsWith("text/", StringComparison.Ordinal) == true;

    private static FalDownload.Refused TooLarge() => Refused("The provider's file is larger than allowed.");

    private static FalDownload.Refused Refused(string? sentence) => new(FalErrors.Of(FalCode.FileRefused, sentence));
}
