using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Xunit;

namespace OmniHub.Sandbox.Tests;

public sealed class WebhookTests
{
    [Fact]
    public async Task A_webhook_is_signed_with_a_published_key()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var submitted = await SubmitAsync(sandbox, receiver, "a garden");
        var hook = await receiver.NextAsync();

        Assert.Equal(submitted["request_id"]!.ToString(), hook.Header("X-Fal-Webhook-Request-Id"));
        Assert.True(await IsSignedAsync(sandbox, hook));
        Assert.False(await IsSignedAsync(sandbox, hook with { Body = hook.Body.Replace("OK", "KO", StringComparison.Ordinal) }));
        var body = JsonNode.Parse(hook.Body)!;
        Assert.Equal("OK", body["status"]!.ToString());
        Assert.NotEmpty(await sandbox.Http.GetByteArrayAsync(body["payload"]!["images"]![0]!["url"]!.ToString()));
    }

    [Fact]
    public async Task A_failed_job_is_told_as_an_error()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await SubmitAsync(sandbox, receiver, "x [[fault:content-policy]]");
        var body = JsonNode.Parse((await receiver.NextAsync()).Body)!;
        Assert.Equal("ERROR", body["status"]!.ToString());
        Assert.Equal("Invalid status code: 422", body["error"]!.ToString());
    }

    [Fact]
    public async Task A_webhook_that_was_not_acknowledged_comes_again_and_a_redirect_ends_it()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        await using var receiver = await Receiver.StartAsync(500);
        await SubmitAsync(sandbox, receiver, "again");
        var first = await receiver.NextAsync();
        var second = await receiver.NextAsync();
        Assert.Equal(first.Body, second.Body);

        await using var elsewhere = await Receiver.StartAsync(302);
        var submitted = await SubmitAsync(sandbox, elsewhere, "moved");
        await elsewhere.NextAsync();
        await EventuallyAsync(async () =>
        {
            var requests = (await sandbox.GetAsync("/sandbox/requests?prompt=moved")).Json["requests"]!.AsArray();
            return requests.Single()!["webhookState"]!.ToString() == "GaveUp"
                && requests.Single()!["requestId"]!.ToString() == submitted["request_id"]!.ToString();
        });
    }

    [Fact]
    public async Task Webhooks_can_come_twice_forged_stale_or_after_a_rotation()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await SubmitAsync(sandbox, receiver, "x [[fault:webhook-twice]]");
        Assert.Equal((await receiver.NextAsync()).Body, (await receiver.NextAsync()).Body);

        await SubmitAsync(sandbox, receiver, "x [[fault:webhook-forged]]");
        Assert.False(await IsSignedAsync(sandbox, await receiver.NextAsync()));

        await SubmitAsync(sandbox, receiver, "x [[fault:webhook-old]]");
        var old = await receiver.NextAsync();
        Assert.True(await IsSignedAsync(sandbox, old));
        Assert.True(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(old.Header("X-Fal-Webhook-Timestamp")) > 300);

        var before = (await sandbox.GetAsync("/.well-known/jwks.json")).Text;
        await SubmitAsync(sandbox, receiver, "x [[fault:webhook-rotated]]");
        var rotated = await receiver.NextAsync();
        Assert.NotEqual(before, (await sandbox.GetAsync("/.well-known/jwks.json")).Text);
        Assert.True(await IsSignedAsync(sandbox, rotated));
    }

    [Fact]
    public void The_signature_is_the_one_of_the_documented_example()
    {
        const string seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        var key = new Ed25519PrivateKeyParameters(Convert.FromHexString(seed));
        const string id = "764cabcf-b745-4b3e-ae38-1200304cf45b";
        var signature = WebhookKey.Sign(key,
            $"{id}\nuser_123\n1752019770\n9fd6350cddb4497cf50060b4ebda248ef7e72ca4eabbc2e863e4458094e2585d");
        Assert.Equal(
            "6c4513a30986ce6e06e41b1f2cfa4e36c9d5334c7bfa5815a860b91bb6fe0671"
            + "4a827c1ff580651895b709b5765cc81963e7205187212b54030abb889e7b3a07", signature);
    }

    private static Task<JsonObject> SubmitAsync(SandboxHost sandbox, Receiver receiver, string prompt) => sandbox.SubmitAsync(
        "fal-ai/flux/dev", new JsonObject { ["prompt"] = prompt, ["image_size"] = "square" },
        $"?fal_webhook={Uri.EscapeDataString(receiver.Url)}");

    private static async Task<bool> IsSignedAsync(SandboxHost sandbox, Hook hook)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hook.Body)));
        var message = Encoding.UTF8.GetBytes(
            string.Join('\n', hook.Header("X-Fal-Webhook-Request-Id"), hook.Header("X-Fal-Webhook-User-Id"),
                hook.Header("X-Fal-Webhook-Timestamp"), hash));
        var keys = (await sandbox.GetAsync("/.well-known/jwks.json")).Json["keys"]!.AsArray();
        return keys.Any(k =>
        {
            Assert.Equal("Ed25519", k!["crv"]!.ToString());
            var verifier = new Ed25519Signer();
            verifier.Init(false, new Ed25519PublicKeyParameters(Convert.FromBase64String(k["x"]!.ToString().Replace('-', '+').Replace('_',
                '/'))));
            verifier.BlockUpdate(message, 0, message.Length);
            return verifier.VerifySignature(Convert.FromHexString(hook.Header("X-Fal-Webhook-Signature")));
        });
    }

    private static async Task EventuallyAsync(Func<Task<bool>> isTrue)
    {
        for (var until = DateTime.UtcNow + SandboxHost.Patience; DateTime.UtcNow < until; await Task.Delay(20))
        {
            if (await isTrue()) return;
        }
        Assert.Fail("It never became true");
    }

    private sealed record Hook(string Body, IReadOnlyDictionary<string, string> Headers)
    {
        public string Header(string name) => Headers[name.ToLowerInvariant()];
    }

    /// <summary>A server that notes what it is sent; the first answer has the given code, later ones are 200.</summary>
    private sealed class Receiver(WebApplication app, ConcurrentQueue<Hook> hooks) : IAsyncDisposable
    {
        public string Url => app.Urls.First() + "/hook?generation=gen_1";

        public static async Task<Receiver> StartAsync(int firstCode = 200)
        {
            var builder = WebApplication.CreateSlimBuilder();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var hooks = new ConcurrentQueue<Hook>();
            var code = firstCode;
            app.MapPost("/hook", async (HttpContext http) =>
            {
                using var reader = new StreamReader(http.Request.Body);
                hooks.Enqueue(new Hook(await reader.ReadToEndAsync(), http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h =>
                    h.Value.ToString())));
                return Results.StatusCode(Interlocked.Exchange(ref code, 200));
            });
            await app.StartAsync();
            return new Receiver(app, hooks);
        }

        public async Task<Hook> NextAsync()
        {
            Hook? hook = null;
            await EventuallyAsync(() => Task.FromResult(hooks.TryDequeue(out hook)));
            return hook!;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
