using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace OmniHub.Benchmarks;

/// <summary>A provider that answers at once, or speaks so many tokens at a steady pace. A process of its own.</summary>
internal static class Upstream
{
    /// <summary>Tokens of a short stream.</summary>
    public const int ShortTokens = 20;

    private const string Usage = "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":20,\"total_tokens\":32,\"cost\":0.00023,\"is_byok\":false,\"prompt_tokens_details\":{\"cached_tokens\":0}}";

    private static readonly byte[] Plain = Encoding.UTF8.GetBytes(
        "{\"id\":\"gen-1\",\"object\":\"chat.completion\",\"created\":1780000000,\"model\":\"openai/gpt-4o\",\"provider\":\"Bench\",\"system_fingerprint\":null,"
        + "\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"native_finish_reason\":\"stop\",\"logprobs\":null,\"message\":{\"role\":\"assistant\",\"content\":\""
        + string.Concat(Enumerable.Repeat("the quick brown fox jumps over the lazy dog. ", 10)) + "\",\"refusal\":null,\"reasoning\":null}}]," + Usage + "}");

    private const string Head = "data: {\"id\":\"gen-1\",\"object\":\"chat.completion.chunk\",\"created\":1780000000,\"model\":\"openai/gpt-4o\",\"provider\":\"Bench\",\"choices\":[";

    private static readonly byte[] Token = Encoding.UTF8.GetBytes(Head + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\" token\"},\"finish_reason\":null,\"native_finish_reason\":null,\"logprobs\":null}]}\n\n");

    private static readonly byte[] Last = Encoding.UTF8.GetBytes(
        Head + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":\"stop\",\"native_finish_reason\":\"stop\",\"logprobs\":null}]," + Usage + "}\n\ndata: [DONE]\n\n");

    public static async Task<int> RunAsync(string port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.MapPost("/api/v1/chat/completions", AnswerAsync);
        // Every charge is compared with the provider's books.
        app.MapGet("/api/v1/generation", () => Results.Json(new { data = new { id = "gen-1", total_cost = 0.00023, tokens_prompt = 12, tokens_completion = 20, cancelled = false } }));
        await app.RunAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body);
        var text = await body.ReadToEndAsync();
        http.Response.Headers["X-Generation-Id"] = "gen-1";
        if (!text.Contains("\"stream\":true", StringComparison.Ordinal))
        {
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = Plain.Length;
            await http.Response.Body.WriteAsync(Plain);
            return;
        }

        // "paced 200 100": so many tokens, one each so many milliseconds.
        var (tokens, pause) = (ShortTokens, TimeSpan.Zero);
        if (text.IndexOf("paced ", StringComparison.Ordinal) is >= 0 and var at)
        {
            var words = text[at..].Split(' ', '"');
            (tokens, pause) = (int.Parse(words[1]), TimeSpan.FromMilliseconds(int.Parse(words[2])));
        }

        http.Response.ContentType = "text/event-stream";
        using var timer = pause > TimeSpan.Zero ? new PeriodicTimer(pause) : null;
        for (var i = 0; i < tokens; i++)
        {
            if (timer is not null) await timer.WaitForNextTickAsync(http.RequestAborted);
            await http.Response.Body.WriteAsync(Token, http.RequestAborted);
        }

        await http.Response.Body.WriteAsync(Last, http.RequestAborted);
    }
}

/// <summary>A raw YARP proxy: what passing bytes on costs where nothing is known about them. A process of its own.</summary>
internal static class RawProxy
{
    public static async Task<int> RunAsync(string port, string upstream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "all", Match = new() { Path = "{**rest}" } }],
            [new ClusterConfig { ClusterId = "all", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = upstream } } }]);
        var app = builder.Build();
        app.MapReverseProxy();
        await app.RunAsync();
        return 0;
    }
}
