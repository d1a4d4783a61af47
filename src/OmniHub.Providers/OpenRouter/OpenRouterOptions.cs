using Microsoft.Extensions.Configuration;

namespace OmniHub.Providers;

/// <summary>Which endpoint of chat completions.</summary>
public enum ChatHost
{
    /// <summary>OpenRouter, or what plays it.</summary>
    OpenRouter,

    /// <summary>The operator's own OpenAI-compatible endpoint (Ollama, vLLM, LM Studio, …).</summary>
    Compatible,
}

/// <summary>Where chat models are, who we are there and how long we wait. Immutable: <see cref="OpenRouterSettings"/> holds the one in use.</summary>
public sealed record OpenRouterOptions
{
    /// <summary>The API key; empty sends no <c>Authorization</c> header. Only ever sent to <see cref="Url"/>.</summary>
    public string Key { get; init; } = "";

    /// <summary>With its <c>/api/v1</c>.</summary>
    public Uri Url { get; init; } = new("https://openrouter.ai/api/v1");

    /// <summary>True where a key or a URL was given: the real provider (or an emulator someone chose), not the built-in sandbox.</summary>
    public bool IsConfigured { get; init; }

    /// <summary>An OpenAI-compatible endpoint with its <c>/v1</c>, or null.</summary>
    public Uri? CompatibleUrl { get; init; }

    /// <summary>Its key; empty: none.</summary>
    public string CompatibleKey { get; init; } = "";

    /// <summary>Limit until an answer begins; providers send comments while they think.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The longest silence within an answer.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Limit of a look-up.</summary>
    public TimeSpan LookupTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>First pause before a retry; later ones double, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Reads <c>OPENROUTER_API_KEY, OPENROUTER_URL, OPENAI_COMPATIBLE_URL, OPENAI_COMPATIBLE_KEY</c>.</summary>
    /// <exception cref="InvalidOperationException">A URL is not an absolute http(s) URL, or a key is no key.</exception>
    public static OpenRouterOptions From(IConfiguration configuration)
    {
        var given = new OpenRouterOptions();
        var (url, key) = (Url("OPENROUTER_URL"), Key("OPENROUTER_API_KEY"));
        return given with
        {
            Key = key,
            Url = url ?? given.Url,
            IsConfigured = key.Length > 0 || url is not null,
            CompatibleUrl = Url("OPENAI_COMPATIBLE_URL"),
            CompatibleKey = Key("OPENAI_COMPATIBLE_KEY"),
        };

        Uri? Url(string name) => configuration[name]?.Trim() is not { Length: > 0 } text ? null
            : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 ? url
            : throw new InvalidOperationException($"{name} must be an absolute http or https URL without a user name.");

        string Key(string name) => configuration[name]?.Trim() is not { } text ? ""
            : text.All(c => c is > ' ' and <= '~') ? text
            : throw new InvalidOperationException($"{name} has characters that no key has.");
    }

    /// <summary>OpenRouter at this origin, as a sandbox serves it.</summary>
    public OpenRouterOptions At(Uri origin, string key) => this with { Key = key, Url = new Uri(origin, "/api/v1") };

    /// <summary>The base address of an endpoint; null where there is none.</summary>
    public Uri? UrlOf(ChatHost host) => host == ChatHost.OpenRouter ? Url : CompatibleUrl;

    /// <summary>The key for an endpoint; empty: none.</summary>
    public string KeyOf(ChatHost host) => host == ChatHost.OpenRouter ? Key : CompatibleKey;

    /// <summary>The address; never a key.</summary>
    public override string ToString() => $"OpenRouter at {Url}";
}

/// <summary>The options in use. A host that starts a sandbox first points the client to it with <see cref="Use"/>, at any time.</summary>
public sealed class OpenRouterSettings(OpenRouterOptions initial)
{
    private volatile OpenRouterOptions current = initial;

    /// <summary>What the next call uses.</summary>
    public OpenRouterOptions Current => current;

    /// <summary>Replaces the options for all later calls.</summary>
    public void Use(OpenRouterOptions options) => current = options;
}
