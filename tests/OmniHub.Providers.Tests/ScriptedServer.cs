using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OmniHub.Providers.Tests;

/// <summary>A server on loopback that plays one answer after the other, then repeats the last, and remembers what it was asked.</summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<RequestDelegate> script = new();
    private RequestDelegate last = context => Answer(context, 500, "the script is empty", "text/plain");

    private ScriptedServer(WebApplication app) => this.app = app;

    public Uri Url => new(app.Urls.First());

    public ConcurrentQueue<Seen> Requests { get; } = new();

    public static async Task<ScriptedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        var server = new ScriptedServer(app);
        app.Run(server.PlayAsync);
        await app.StartAsync();
        return server;
    }

    public ScriptedServer Then(RequestDelegate answer)
    {
        script.Enqueue(answer);
        return this;
    }

    public ScriptedServer Then(
        int status, string body = "", string type = "application/json", params (string Name, string Value)[] headers) =>
        Then(context => Answer(context, status, body, type, headers));

    /// <summary>Takes the whole request, then drops the connection.</summary>
    public ScriptedServer ThenReset() => Then(context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    /// <summary>Takes the request and never answers.</summary>
    public ScriptedServer ThenHang() => Then(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

    public static async Task Answer(
        HttpContext context, int status, string body, string type = "application/json", params (string Name, string Value)[] headers)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        foreach (var (name, value) in headers) context.Response.Headers[name] = value;
        await context.Response.WriteAsync(body);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task PlayAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Requests.Enqueue(new(context.Request.Method, context.Request.Path + context.Request.QueryString, headers, body.ToArray()));
        if (script.TryDequeue(out var next)) last = next;
        await last(context);
    }
}

public sealed record Seen(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
