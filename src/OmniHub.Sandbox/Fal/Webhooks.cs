using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>Delivers what a job gave to the address its submitter named, signed, until it is acknowledged.</summary>
internal sealed partial class Webhooks(
    JobStore store, WebhookKey key, IHttpClientFactory clients, SandboxOptions options, TimeProvider clock, ILogger<Webhooks> log)
    : IDisposable
{
    private const int TriesMax = 31;
    private const int AtOnceMax = 8;
    private const string UserId = "sandbox-user";

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim slots = new(AtOnceMax);

    public void Deliver(Job job) => _ = DeliverAsync(job);

    private async Task DeliverAsync(Job job)
    {
        try
        {
            if (job.Suffers("webhook-never"))
            {
                store.Update(job with { Hook = HookState.GaveUp });
                return;
            }
            if (job.Suffers("webhook-late")) await Task.Delay(Late * Math.Max(0.01, options.Pace), clock);
            var pause = FirstPause;
            while (true)
            {
                var outcome = await SendAsync(job);
                if (outcome is Outcome.Accepted && job.Suffers("webhook-twice")) await SendAsync(job);
                job = job with
                {
                    HookTries = job.HookTries + 1,
                    Hook = outcome switch
                    {
                        Outcome.Accepted => HookState.Delivered,
                        Outcome.Refused => HookState.GaveUp,
                        _ => job.HookTries + 1 >= TriesMax ? HookState.GaveUp : HookState.Pending,
                    },
                };
                store.Update(job);
                if (job.Hook != HookState.Pending) return;
                await Task.Delay(pause, clock);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        catch (Exception e)
        {
            LogBroken(e, job.Id);
        }
    }

    private async Task<Outcome> SendAsync(Job job)
    {
        await slots.WaitAsync();
        try
        {
            using var client = clients.CreateClient("webhooks");
            using var request = Signed(job);
            using var response = await client.SendAsync(request);
            return (int)response.StatusCode switch
            {
                >= 200 and < 300 => Outcome.Accepted,
                >= 300 and < 400 => Outcome.Refused,
                _ => Outcome.Failed,
            };
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return Outcome.Failed;
        }
        finally
        {
            slots.Release();
        }
    }

    private HttpRequestMessage Signed(Job job)
    {
        var body = Encoding.UTF8.GetBytes(Payload(job));
        if (job.Suffers("webhook-rotated") && job.HookTries == 0) key.Rotate();
        var signing = job.Suffers("webhook-forged") ? WebhookKey.New() : key.Current();
        var at = job.Suffers("webhook-old") ? clock.GetUtcNow() - Stale : clock.GetUtcNow();
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var message = $"{job.Id}\n{UserId}\n{timestamp}\n{Convert.ToHexStringLower(SHA256.HashData(body))}";

        var request = new HttpRequestMessage(HttpMethod.Post, job.Webhook) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("X-Fal-Webhook-Request-Id", job.Id);
        request.Headers.TryAddWithoutValidation("X-Fal-Webhook-User-Id", UserId);
        request.Headers.TryAddWithoutValidation("X-Fal-Webhook-Timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("X-Fal-Webhook-Signature", WebhookKey.Sign(signing, message));
        request.Headers.TryAddWithoutValidation("X-OmniHub-Sandbox", "true");
        return request;
    }

    private static string Payload(Job job) => new JsonObject
    {
        ["error"] = job.Code == 200 ? null : $"Invalid status code: {job.Code}",
        ["gateway_request_id"] = job.Id,
        ["payload"] = job.Output is null ? null : JsonNode.Parse(job.Output.Replace(Files.Origin, job.Origin, StringComparison.Ordinal)),
        ["request_id"] = job.Id,
        ["status"] = job.Code == 200 ? "OK" : "ERROR",
    }.ToJsonString(Answer.Plain);

    public void Dispose() => slots.Dispose();

    public static void Configure(HttpClient client) => client.Timeout = TimeSpan.FromSeconds(15);

    /// <summary>A redirect is a permanent failure, so it must be seen and not followed.</summary>
    public static HttpMessageHandler Handler() => new SocketsHttpHandler { AllowAutoRedirect = false };

    private enum Outcome { Accepted, Refused, Failed }

    [LoggerMessage(Level = LogLevel.Error, Message = "Webhook of job {JobId} broke")]
    private partial void LogBroken(Exception e, string jobId);
}
