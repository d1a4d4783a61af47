using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace OmniHub.Providers;

/// <summary>What came back, readable or not.</summary>
/// <param name="Status">HTTP status; 0: none.</param>
/// <param name="Json">The body; null where it was missing, cut, too long or no JSON.</param>
/// <param name="Trouble">Set where no complete answer arrived.</param>
/// <param name="Headers">Null where there was no answer.</param>
/// <param name="IsHtml">A page: some proxy spoke, not fal.</param>
/// <param name="RetryAfter">How long fal asks us to wait.</param>
internal sealed record FalReply(
    int Status, JsonElement? Json, FalError? Trouble, HttpResponseHeaders? Headers, bool IsHtml, TimeSpan? RetryAfter)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public bool IsSandbox => Header("X-OmniHub-Sandbox") is "true";

    /// <summary>Absent, negative and unreadable units are all "not said".</summary>
    public decimal? BillableUnits => JsonRead.ParseDecimal(Header(FalHttp.UnitsHeader)) is >= 0 and var units ? units : null;

    /// <summary>Status and headers without the body.</summary>
    public static FalReply Bare(HttpResponseMessage response, JsonElement? json = null) => new(
        (int)response.StatusCode, json, null, response.Headers,
        response.Content.Headers.ContentType?.MediaType is "text/html", FalHttp.RetryAfter(response));

    public string? Header(string name) => Headers?.TryGetValues(name, out var values) == true ? values.FirstOrDefault() : null;
}

/// <summary>Sends requests to fal; knows where the key may go.</summary>
internal sealed class FalHttp(IHttpClientFactory clients, FalSettings settings)
{
    public const string Submit = "fal.submit", Poll = "fal.poll", Result = "fal.result", Platform = "fal.platform";
    public const string Stream = "fal.stream", Files = "fal.files";
    public const string RequestIdHeader = "x-fal-request-id", ErrorTypeHeader = "x-fal-error-type", UnitsHeader = "x-fal-billable-units";
    public const string TimeoutTypeHeader = "x-fal-request-timeout-type";

    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(10);

    private static readonly string[] OwnFailureHeaders =
        [ErrorTypeHeader, TimeoutTypeHeader, UnitsHeader, "x-fal-retryable", "x-fal-needs-retry"];

    public FalOptions Options => settings.Current;

    public HttpClient Client(string purpose) => clients.CreateClient(purpose);

    public HttpRequestMessage Request(HttpMethod method, Uri url, HttpContent? content = null)
    {
        var options = settings.Current;
        var request = new HttpRequestMessage(method, url) { Content = content };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.UserAgent.ParseAdd("OmniHub");
        var ours = FalHosts.SameOrigin(url, options.QueueUrl) || FalHosts.SameOrigin(url, options.RestUrl)
            || FalHosts.SameOrigin(url, options.ApiUrl);
        if (ours && options.Key.Length > 0) request.Headers.Authorization = new("Key", options.Key);
        return request;
    }

    /// <summary>Never throws for fal's sake; only the caller's own cancellation comes through.</summary>
    public async Task<FalReply> SendAsync(
        string purpose, HttpRequestMessage request, TimeSpan bodyTimeout, int bytesMax, CancellationToken ct)
    {
        HttpResponseMessage? response = null;
        try
        {
            response = await Client(purpose).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            using var body = CancellationTokenSource.CreateLinkedTokenSource(ct);
            body.CancelAfter(bodyTimeout);
            return await ReadAsync(response, bytesMax, body.Token);
        }
        catch (BrokenCircuitException pause)
        {
            return Lost(FalErrors.Of(FalCode.Unavailable)) with { RetryAfter = pause.RetryAfter };
        }
        catch (Exception error) when (error is TimeoutRejectedException
            || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return Lost(FalErrors.Of(FalCode.Timeout));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return Lost(FalErrors.Of(FalCode.Unavailable));
        }
        finally
        {
            response?.Dispose();
            request.Dispose();
        }

        FalReply Lost(FalError trouble) => response is null
            ? new(0, null, trouble, null, false, null)
            : FalReply.Bare(response) with { Trouble = trouble };
    }

    /// <summary>The whole answer; throws where it is cut.</summary>
    public static async Task<FalReply> ReadAsync(HttpResponseMessage response, int bytesMax, CancellationToken ct) =>
        FalReply.Bare(response, await Bounded.ReadJsonAsync(response.Content, bytesMax, ct));

    /// <summary>A date is measured against the answer's own clock, ours may be off. Nobody is sent away for longer than minutes.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage? response)
    {
        TimeSpan? pause = response?.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when response.Headers.Date is { } now => date > now ? date - now : TimeSpan.Zero,
            _ => null,
        };
        return pause > PauseMax ? PauseMax : pause;
    }

    /// <summary>503 that names a time to come back: turned away at the door.</summary>
    public static bool IsPausedFrontDoor(HttpResponseMessage response) =>
        response is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null };

    /// <summary>The stored failure of a job: it will be the same when asked again.</summary>
    public static bool IsOwnFailure(HttpResponseMessage response) => OwnFailureHeaders.Any(response.Headers.Contains);
}
