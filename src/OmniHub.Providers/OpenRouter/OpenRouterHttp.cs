using System.Net.Http.Headers;

namespace OmniHub.Providers;

/// <summary>Requests to the chat endpoints; knows where a key may go.</summary>
public sealed class OpenRouterHttp(IHttpClientFactory clients, OpenRouterSettings settings)
{
    internal const string Chat = "openrouter.chat", Lookup = "openrouter.lookup";
    internal const string GenerationHeader = "X-Generation-Id", SandboxHeader = "X-OmniHub-Sandbox";

    /// <summary>What is in use now.</summary>
    public OpenRouterOptions Options => settings.Current;

    /// <summary>Whether there is such an endpoint.</summary>
    public bool Has(ChatHost host) => settings.Current.UrlOf(host) is not null;

    internal HttpClient Client(string purpose) => clients.CreateClient(purpose);

    /// <summary>A request with the endpoint's key.</summary>
    /// <param name="host">Which.</param>
    /// <param name="method">GET or POST.</param>
    /// <param name="path">Below the base address, as <c>chat/completions</c>.</param>
    /// <param name="content">The body, or null.</param>
    internal HttpRequestMessage Request(ChatHost host, HttpMethod method, string path, HttpContent? content = null)
    {
        var options = settings.Current;
        var url = options.UrlOf(host) ?? throw new InvalidOperationException("No OpenAI-compatible endpoint is configured.");
        var request = new HttpRequestMessage(method, FalHosts.Append(url, path)) { Content = content };
        request.Headers.UserAgent.ParseAdd("OmniHub");
        if (options.KeyOf(host) is { Length: > 0 } key) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return request;
    }
}
