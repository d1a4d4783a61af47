using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace OmniHub.Tests.Generation;

/// <summary>fal's wire on loopback, where each job does what the test says for its prompt.</summary>
internal sealed class ScriptedFal : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly byte[] secretKey = RandomNumberGenerator.GetBytes(Ed25519.SecretKeySize);
    private readonly ConcurrentDictionary<string, Script> scripts = new();
    private readonly ConcurrentDictionary<string, (byte[] Bytes, string Type)> files = new();

    private ScriptedFal(WebApplication app) => this.app = app;

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public string Url => app.Urls.First();

    public ConcurrentDictionary<string, FalJob> Jobs { get; } = new();

    /// <summary>Every submit that reached fal, accepted or not, by prompt.</summary>
    public ConcurrentQueue<string> Submits { get; } = new();

    public ConcurrentQueue<byte[]> Uploads { get; } = new();

    public static async Task<ScriptedFal> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var fal = new ScriptedFal(builder.Build());
        fal.Map();
        await fal.app.StartAsync();
        return fal;
    }

    /// <summary>What jobs with this prompt do; by default they complete at once with one picture.</summary>
    public Script On(string prompt) => scripts.GetOrAdd(prompt, _ => new Script());

    public FalJob JobOf(string prompt) => Jobs.Values.Single(j => j.Prompt == prompt);

    /// <summary>A file that results may point at.</summary>
    public string Put(string name, byte[] bytes, string type)
    {
        files[name] = (bytes, type);
        return $"{Url}/files/{name}";
    }

    public void Remove(string name) => files.TryRemove(name, out _);

    /// <summary>Headers of a delivery that fal signed.</summary>
    public (string, string)[] Sign(string requestId, string body, DateTimeOffset at)
    {
        var sentAt = at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        var message = Encoding.UTF8.GetBytes($"{requestId}\nuser_1\n{sentAt}\n{digest}");
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(secretKey, 0, message, 0, message.Length, signature, 0);
        return
        [
            ("X-Fal-Webhook-Request-Id", requestId), ("X-Fal-Webhook-User-Id", "user_1"), ("X-Fal-Webhook-Timestamp", sentAt),
            ("X-Fal-Webhook-Signature", Convert.ToHexStringLower(signature)),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private void Map()
    {
        app.MapGet("/.well-known/jwks.json", () =>
        {
            var publicKey = new byte[Ed25519.PublicKeySize];
            Ed25519.GeneratePublicKey(secretKey, 0, publicKey, 0);
            var x = Convert.ToBase64String(publicKey).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            return Results.Json(new { keys = new[] { new { kty = "OKP", crv = "Ed25519", x } } });
        });
        app.MapGet("/v1/models/requests/by-endpoint", (string endpoint_id) => Results.Json(new
        {
            items = Jobs.Values.Where(j => j.Endpoint == endpoint_id && j.Script.IsListed)
                .Select(j => new { request_id = j.Id, endpoint_id, sent_at = j.SentAt.ToString("O"), json_input = j.Input }),
            next_cursor = (string?)null,
        }));
        app.MapPost("/storage/upload/initiate", () => Results.Json(new { upload_url = $"{Url}/put/1", file_url = $"{Url}/files/upload-{Uploads.Count + 1}" }));
        app.MapPut("/put/{name}", async (HttpContext http) =>
        {
            var bytes = new MemoryStream();
            await http.Request.Body.CopyToAsync(bytes);
            Uploads.Enqueue(bytes.ToArray());
            return Results.Ok();
        });
        app.MapGet("/files/{name}", (string name) => files.TryGetValue(name, out var file) ? Results.Bytes(file.Bytes, file.Type) : Results.NotFound());
        app.MapGet("/{owner}/{alias}/requests/{id}/status", StatusAsync);
        app.MapGet("/{owner}/{alias}/requests/{id}", ResultAsync);
        app.MapPut("/{owner}/{alias}/requests/{id}/cancel", Cancel);
        app.MapPost("/{**endpoint}", SubmitAsync);
    }

    private async Task<IResult> SubmitAsync(string endpoint, HttpContext http)
    {
        var input = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        var prompt = input["prompt"]!.GetValue<string>();
        var script = On(prompt);
        Submits.Enqueue(prompt);
        if (script.BeforeAccept is not null && await script.BeforeAccept(http) is { } refusal) return refusal;
        var job = new FalJob(Guid.NewGuid().ToString(), endpoint, prompt, input, script, http.Request.Query["fal_webhook"], Clock.GetUtcNow());
        Jobs[job.Id] = job;
        if (script.AfterAccept is not null && await script.AfterAccept(http) is { } lost) return lost;
        if (script.IsSandbox) http.Response.Headers["X-OmniHub-Sandbox"] = "true";
        return Results.Json(new
        {
            status = "IN_QUEUE",
            request_id = job.Id,
            queue_position = 2,
            response_url = $"{Base(job)}",
            status_url = $"{Base(job)}/status",
            cancel_url = $"{Base(job)}/cancel",
        });
    }

    private async Task<IResult> StatusAsync(string id, HttpContext http)
    {
        if (!Jobs.TryGetValue(id, out var job)) return Results.Json(new { status = "NOT_FOUND" }, statusCode: 404);
        Interlocked.Increment(ref job.Polls);
        if (job.Script.OnStatus is not null && await job.Script.OnStatus(http, job) is { } scripted) return scripted;
        if (job.IsCanceled) return Results.Json(new { status = "COMPLETED", request_id = id, logs = Array.Empty<object>(), error = "canceled", error_type = "client_cancelled" });
        return job.Script.State switch
        {
            "IN_QUEUE" => Results.Json(new { status = "IN_QUEUE", request_id = id, queue_position = job.Script.Position }, statusCode: 202),
            "IN_PROGRESS" => Results.Json(new { status = "IN_PROGRESS", request_id = id, logs = new[] { new { message = job.Script.Log, level = "INFO", source = "USER", timestamp = "2026-01-01T00:00:00Z" } } }, statusCode: 202),
            _ => Results.Json(new { status = "COMPLETED", request_id = id, logs = Array.Empty<object>(), metrics = new { inference_time = 1.5 } }),
        };
    }

    private async Task<IResult> ResultAsync(string id, HttpContext http)
    {
        if (!Jobs.TryGetValue(id, out var job)) return Results.Json(new { status = "NOT_FOUND" }, statusCode: 404);
        Interlocked.Increment(ref job.Results);
        if (job.Script.OnResult is not null && await job.Script.OnResult(http, job) is { } scripted) return scripted;
        if (job.IsCanceled) return Results.Json(new { detail = "canceled", error_type = "client_cancelled" }, statusCode: 499);
        if (job.Script.Units is { } units) http.Response.Headers["X-Fal-Billable-Units"] = units;
        if (job.Script.IsSandbox) http.Response.Headers["X-OmniHub-Sandbox"] = "true";
        http.Response.Headers["x-fal-request-id"] = id;
        var output = job.Script.Output?.Invoke(this) ?? new { images = new[] { new { url = Put("red.png", TestMedia.Png(64, 48), "image/png"), content_type = "image/png" } }, seed = 17454220438242315174UL };
        return Results.Json(output);
    }

    private IResult Cancel(string id)
    {
        if (!Jobs.TryGetValue(id, out var job)) return Results.Json(new { status = "NOT_FOUND" }, statusCode: 404);
        Interlocked.Increment(ref job.Cancels);
        if (job.Script.State == "COMPLETED") return Results.Json(new { status = "ALREADY_COMPLETED" }, statusCode: 400);
        if (job.Script.IgnoresCancel) return Results.Json(new { status = "CANCELLATION_REQUESTED" }, statusCode: 202);
        var wasQueued = job.Script.State == "IN_QUEUE";
        job.IsCanceled = true;
        return wasQueued ? Results.Json(new { status = "OK" }) : Results.Json(new { status = "CANCELLATION_REQUESTED" }, statusCode: 202);
    }

    private string Base(FalJob job) => $"{Url}/{string.Join('/', job.Endpoint.Split('/').Take(2))}/requests/{job.Id}";
}

/// <summary>One job at the scripted fal.</summary>
internal sealed class FalJob(string id, string endpoint, string prompt, JsonObject input, Script script, string? webhook, DateTimeOffset sentAt)
{
    public int Polls, Results, Cancels;

    public string Id => id;

    public string Endpoint => endpoint;

    public string Prompt => prompt;

    public JsonObject Input => input;

    public Script Script => script;

    public string? Webhook => webhook;

    public DateTimeOffset SentAt => sentAt;

    public bool IsCanceled { get; set; }
}

/// <summary>What jobs with one prompt do. May be changed while they run.</summary>
internal sealed class Script
{
    public volatile string State = "COMPLETED";
    public volatile bool IsListed = true;
    public bool IgnoresCancel { get; set; }

    public int Position { get; set; } = 1;

    public string Log { get; set; } = "step 14/28";

    public string? Units { get; set; }

    public bool IsSandbox { get; set; }

    public Func<ScriptedFal, object>? Output { get; set; }

    /// <summary>Answers instead of taking the job.</summary>
    public Func<HttpContext, Task<IResult?>>? BeforeAccept { get; set; }

    /// <summary>Answers after the job was taken.</summary>
    public Func<HttpContext, Task<IResult?>>? AfterAccept { get; set; }

    public Func<HttpContext, FalJob, Task<IResult?>>? OnStatus { get; set; }

    public Func<HttpContext, FalJob, Task<IResult?>>? OnResult { get; set; }
}
