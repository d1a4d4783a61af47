using System.Text.Json;

namespace OmniHub.Providers;

public sealed partial class FalClient
{
    /// <summary>The most that goes up in one piece; fal takes larger files only in parts, which we do not offer.</summary>
    public const long UploadBytesMax = 90L * 1024 * 1024;

    /// <summary>Puts a file into fal's storage and answers its URL, which models take as input. Whoever has the URL can read it.</summary>
    /// <param name="file">Read once from where it stands; at most <see cref="UploadBytesMax"/>.</param>
    /// <param name="contentType">image/png...</param>
    /// <param name="fileName">Shown at fal; does not have to be unique.</param>
    /// <param name="ct">Cancelling throws.</param>
    public async Task<FalAnswer<Uri>> UploadAsync(Stream file, string contentType, string fileName, CancellationToken ct = default)
    {
        var options = http.Options;
        if (file.CanSeek && file.Length - file.Position > UploadBytesMax)
            return new FalAnswer<Uri>.Failed(FalErrors.Of(FalCode.RejectedInput, "The file is too large for the provider."));
        var ask = new TracedContent(JsonSerializer.SerializeToUtf8Bytes(new { content_type = contentType, file_name = fileName }));
        var url = FalHosts.Append(options.RestUrl, "storage/upload/initiate?storage_type=fal-cdn-v3");
        var place = await http.SendAsync(
            FalHttp.Platform, http.Request(HttpMethod.Post, url, ask), options.ResultTimeout, SmallBodyMax, ct);
        if (!place.IsSuccess) return new FalAnswer<Uri>.Failed(FalErrors.Of(place), place.RetryAfter);
        if (Address(place.Json, "upload_url") is not { } target || Address(place.Json, "file_url") is not { } fileUrl)
            return new FalAnswer<Uri>.Failed(place.Trouble ?? FalErrors.Of(FalCode.Malformed));

        using var content = new StreamContent(new LimitedStream(file, UploadBytesMax, leaveOpen: true));
        content.Headers.ContentType = new(contentType);
        if (file.CanSeek) content.Headers.ContentLength = file.Length - file.Position;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.UploadTimeout);
        try
        {
            // The place may lie anywhere: no key goes there, and the guarded handler keeps it public.
            using var request = new HttpRequestMessage(HttpMethod.Put, target) { Content = content };
            using var stored = await http.Client(FalHttp.Files).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return stored.IsSuccessStatusCode
                ? new FalAnswer<Uri>.Ok(fileUrl)
                : new FalAnswer<Uri>.Failed(FalErrors.OfPoll(FalReply.Bare(stored)), FalHttp.RetryAfter(stored));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new FalAnswer<Uri>.Failed(FalErrors.Of(FalCode.Timeout));
        }
        catch (HttpRequestException)
        {
            return new FalAnswer<Uri>.Failed(FalErrors.Of(FalCode.Unavailable));
        }
    }

    private Uri? Address(JsonElement? json, string name) =>
        Uri.TryCreate(json?.Text(name), UriKind.Absolute, out var url) && url.UserInfo.Length == 0
        && (url.Scheme == "https" || http.Options.FileOrigins.Any(origin => FalHosts.SameOrigin(origin, url))) ? url : null;
}
