using Microsoft.Extensions.Configuration;

namespace OmniHub.Providers;

/// <summary>Where fal is, who we are there and how long we wait. Immutable: <see cref="FalSettings"/> holds the one in use.</summary>
public sealed record FalOptions
{
    /// <summary>The API key <c>id:secret</c>; empty sends no <c>Authorization</c> header. Only ever sent to the four URLs below.</summary>
    public string Key { get; init; } = "";

    /// <summary>The queue: submit, status, result, cancel. A path in it is kept (proxies).</summary>
    public Uri QueueUrl { get; init; } = new("https://queue.fal.run");

    /// <summary>Storage: uploads.</summary>
    public Uri RestUrl { get; init; } = new("https://rest.fal.ai");

    /// <summary>The platform API with its <c>/v1</c>: models, prices, billing events, request list.</summary>
    public Uri ApiUrl { get; init; } = new("https://api.fal.ai/v1");

    /// <summary>The key set that webhooks are checked against.</summary>
    public Uri JwksUrl { get; init; } = new("https://rest.fal.ai/.well-known/jwks.json");

    /// <summary>Our public address for webhooks (<c>PUBLIC_URL</c> + <c>/webhooks/fal</c>); null: no webhooks, polling only.</summary>
    public Uri? PublicWebhookUrl { get; init; }

    /// <summary>Origins (scheme, host, port) beside fal's own hosts from which files may be fetched, even http and on loopback.</summary>
    public IReadOnlyCollection<Uri> FileOrigins { get; init; } = [];

    /// <summary>True where a key or a URL was given: the real provider (or an emulator someone chose), not the built-in sandbox.</summary>
    public bool IsConfigured { get; init; }

    /// <summary>Limit of one submit attempt, body included.</summary>
    public TimeSpan SubmitTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Limit of one status or cancel attempt; also the longest silence of a status stream is four times this.</summary>
    public TimeSpan PollTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Limit of one attempt at a result or at the platform API.</summary>
    public TimeSpan ResultTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Limit of sending one file to fal's storage.</summary>
    public TimeSpan UploadTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Limit of one whole download, redirects included.</summary>
    public TimeSpan DownloadTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest silence within a download.</summary>
    public TimeSpan DownloadIdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>First pause before a retry; later ones double, with jitter. A <c>Retry-After</c> of the provider comes first.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Reads <c>FAL_KEY, FAL_QUEUE_URL, FAL_REST_URL, FAL_API_URL, FAL_JWKS_URL, PUBLIC_URL</c>. Where <c>FAL_QUEUE_URL</c> names
    /// another host than fal's, URLs that are not set follow its origin, and files may be fetched from there.
    /// </summary>
    /// <exception cref="InvalidOperationException">A URL is not an absolute http(s) URL, or the key is no key.</exception>
    public static FalOptions From(IConfiguration configuration)
    {
        var given = new FalOptions();
        var (queue, rest, api) = (Url("FAL_QUEUE_URL"), Url("FAL_REST_URL"), Url("FAL_API_URL"));
        var (jwks, site) = (Url("FAL_JWKS_URL"), Url("PUBLIC_URL"));
        var key = configuration["FAL_KEY"]?.Trim() ?? "";
        if (key.Any(c => c is <= ' ' or > '~')) throw new InvalidOperationException("FAL_KEY has characters that no key has.");
        var elsewhere = queue is not null && !FalHosts.IsFal(queue) ? new Uri(queue.GetLeftPart(UriPartial.Authority)) : null;
        return given with
        {
            Key = key,
            QueueUrl = queue ?? given.QueueUrl,
            RestUrl = rest ?? elsewhere ?? given.RestUrl,
            ApiUrl = api ?? Below(elsewhere, "/v1") ?? given.ApiUrl,
            JwksUrl = jwks ?? Below(elsewhere, "/.well-known/jwks.json") ?? given.JwksUrl,
            PublicWebhookUrl = site is null ? null : FalHosts.Append(site, "webhooks/fal"),
            FileOrigins = [.. new[] { queue, rest }.OfType<Uri>().Where(url => !FalHosts.IsFal(url))],
            IsConfigured = key.Length > 0 || queue is not null || rest is not null || api is not null || jwks is not null,
        };

        Uri? Url(string name) => configuration[name]?.Trim() is not { Length: > 0 } text ? null
            : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 ? url
            : throw new InvalidOperationException($"{name} must be an absolute http or https URL without a user name.");
    }

    /// <summary>Everything at one origin, as a sandbox or an emulator serves it.</summary>
    public FalOptions At(Uri origin, string key) => this with
    {
        Key = key,
        QueueUrl = origin,
        RestUrl = origin,
        ApiUrl = new Uri(origin, "/v1"),
        JwksUrl = new Uri(origin, "/.well-known/jwks.json"),
        FileOrigins = [origin],
    };

    /// <summary>The queue's address; never the key.</summary>
    public override string ToString() => $"fal at {QueueUrl}";

    private static Uri? Below(Uri? origin, string path) => origin is null ? null : new Uri(origin, path);
}

/// <summary>The options in use. A host that starts a sandbox first points the clients to it with <see cref="Use"/>, at any time.</summary>
public sealed class FalSettings(FalOptions initial)
{
    private volatile FalOptions current = initial;

    /// <summary>What the next call uses.</summary>
    public FalOptions Current => current;

    /// <summary>Replaces the options for all later calls.</summary>
    public void Use(FalOptions options) => current = options;
}
