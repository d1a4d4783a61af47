using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace OmniHub.Providers.Tests;

public sealed class WebhookTests : FalTests
{
    private const string KeyX = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    private const string Body =
        "{\"error\": null, \"gateway_request_id\": \"764cabcf-b745-4b3e-ae38-1200304cf45b\", "
        + "\"payload\": {\"images\": [{\"content_type\": \"image/jpeg\", \"height\": 1024, "
        + "\"url\": \"https://v3.fal.media/files/lion/abc.jpeg\", \"width\": 1024}], \"prompt\": \"dog\", \"seed\": 17454220438242315174}, "
        + "\"request_id\": \"764cabcf-b745-4b3e-ae38-1200304cf45b\", \"status\": \"OK\"}";
    private const string Signed =
        "6c4513a30986ce6e06e41b1f2cfa4e36c9d5334c7bfa5815a860b91bb6fe0671"
        + "4a827c1ff580651895b709b5765cc81963e7205187212b54030abb889e7b3a07";

    private const string HalfNoHex = "zz00000000000000000000000000000000000000000000000000000000000000";
    private const string HalfZero = "0000000000000000000000000000000000000000000000000000000000000000";

    private readonly Dictionary<string, string?> headers = new()
    {
        ["X-Fal-Webhook-Request-Id"] = Id,
        ["X-Fal-Webhook-User-Id"] = "user_123",
        ["X-Fal-Webhook-Timestamp"] = "1752019770",
        ["X-Fal-Webhook-Signature"] = Signed,
    };

    [Theory]
    [InlineData(KeyX)]
    [InlineData(KeyX + "=")]
    public async Task The_known_delivery_is_genuine(string x)
    {
        Server.Then(200, Keys(x));

        Assert.Equal(new FalWebhookCheck.Verified(Id, Id, true), await VerifyAsync());

        var seen = Assert.Single(Server.Requests);
        Assert.Equal("/.well-known/jwks.json", seen.Path);
        Assert.Null(seen.Header("Authorization"));
    }

    [Fact]
    public async Task Every_key_of_the_set_is_tried_and_strange_ones_are_skipped()
    {
        Server.Then(200, $$"""
            {"keys":[7,{"kty":"RSA","n":"x"},{"kty":"OKP","crv":"Ed25519"},{"kty":"OKP","crv":"Ed25519","x":"AAA"},
             {"kty":"OKP","crv":"Ed25519","x":"{{Base64Url(PublicKey(1))}}"},
             {"kty":"OKP","crv":"Ed25519","x":"{{Base64Url([.. Enumerable.Repeat((byte)255, 32)])}}"},
             {"kty":"OKP","crv":"Ed25519","x":"{{KeyX}}"}]}
            """);

        Assert.IsType<FalWebhookCheck.Verified>(await VerifyAsync());
    }

    [Theory]
    [InlineData("X-Fal-Webhook-Request-Id", "764cabcf-b745-4b3e-ae38-1200304cf45c")]
    [InlineData("X-Fal-Webhook-User-Id", "user_124")]
    [InlineData("X-Fal-Webhook-Timestamp", "1752019771")]
    [InlineData("X-Fal-Webhook-Timestamp", " 1752019770")]
    [InlineData("X-Fal-Webhook-Timestamp", "1752019770.0")]
    [InlineData("X-Fal-Webhook-Timestamp", "-1752019770")]
    [InlineData("X-Fal-Webhook-Timestamp", "99999999999999999999")]
    [InlineData("X-Fal-Webhook-Signature", "00")]
    [InlineData("X-Fal-Webhook-Signature", HalfNoHex + HalfZero)]
    [InlineData("X-Fal-Webhook-Signature", HalfZero)]
    [InlineData("X-Fal-Webhook-Signature", Signed + "00")]
    [InlineData("X-Fal-Webhook-Signature", HalfZero + HalfZero)]
    [InlineData("X-Fal-Webhook-Request-Id", null)]
    [InlineData("X-Fal-Webhook-User-Id", null)]
    [InlineData("X-Fal-Webhook-Timestamp", null)]
    [InlineData("X-Fal-Webhook-Signature", null)]
    [InlineData("X-Fal-Webhook-User-Id", "")]
    public async Task A_header_that_is_missing_or_changed_is_refused(string name, string? value)
    {
        Server.Then(200, Keys(KeyX));
        headers[name] = value;

        Assert.IsType<FalWebhookCheck.Refused>(await VerifyAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData(Body + " ")]
    [InlineData("{}")]
    public async Task A_body_that_was_changed_is_refused(string body)
    {
        Server.Then(200, Keys(KeyX));

        Assert.IsType<FalWebhookCheck.Refused>(await VerifyAsync(body));
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public async Task A_delivery_is_good_for_five_minutes(int seconds, bool genuine)
    {
        Server.Then(200, Keys(KeyX));
        Clock.Now = Clock.Now.AddSeconds(seconds);

        Assert.Equal(genuine, await VerifyAsync() is FalWebhookCheck.Verified);
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(200, "<html></html>")]
    [InlineData(200, """{"keys":[]}""")]
    [InlineData(200, """{"keys":[{"kty":"OKP","crv":"Ed25519","x":""}]}""")]
    public async Task Without_keys_nothing_passes_until_they_are_back(int status, string body)
    {
        Server.Then(status, body).Then(status, body).Then(200, Keys(KeyX));
        Assert.IsType<FalWebhookCheck.KeysUnavailable>(await VerifyAsync());
        var asked = Server.Requests.Count;
        Assert.IsType<FalWebhookCheck.KeysUnavailable>(await VerifyAsync());
        Assert.Equal(asked, Server.Requests.Count);

        Server.Then(200, Keys(KeyX));
        Clock.Now = Clock.Now.AddSeconds(6);
        while (Server.Requests.Count < 2) await VerifyAsync();
        Clock.Now = Clock.Now.AddSeconds(6);

        Assert.IsType<FalWebhookCheck.Verified>(await VerifyAsync());
    }

    [Fact]
    public async Task A_key_set_that_hangs_lets_nothing_pass()
    {
        Hurry();
        Server.ThenHang();

        Assert.IsType<FalWebhookCheck.KeysUnavailable>(await VerifyAsync());
    }

    [Fact]
    public async Task A_rotated_key_is_fetched_once_and_a_flood_of_forgeries_fetches_nothing_more()
    {
        Server.Then(200, Keys(Base64Url(PublicKey(1)))).Then(200, Keys(KeyX));

        Assert.IsType<FalWebhookCheck.Verified>(await VerifyAsync());
        Assert.Equal(2, Server.Requests.Count);

        for (var i = 0; i < 20; i++) Assert.IsType<FalWebhookCheck.Refused>(await VerifyAsync($"forged {i}"));
        Assert.Equal(2, Server.Requests.Count);
        Assert.IsType<FalWebhookCheck.Verified>(await VerifyAsync());
    }

    [Fact]
    public async Task Keys_are_kept_for_a_day_and_no_longer()
    {
        Server.Then(200, Keys(Base64Url(PublicKey(2))));
        Sign(2);
        Assert.IsType<FalWebhookCheck.Verified>(await VerifyAsync());

        Clock.Now = Clock.Now.AddHours(23);
        Sign(2);
        Assert.IsType<FalWebhookCheck.Verified>(await VerifyAsync());
        Assert.Single(Server.Requests);

        Server.Then(503);
        Clock.Now = Clock.Now.AddHours(1);
        Sign(2);
        Assert.IsType<FalWebhookCheck.KeysUnavailable>(await VerifyAsync());
    }

    [Fact]
    public async Task Another_address_of_the_keys_means_other_keys()
    {
        Server.Then(200, Keys(KeyX));
        Assert.IsType<FalWebhookCheck.Verified>(await VerifyAsync());
        await using var other = await ScriptedServer.StartAsync();
        other.Then(200, Keys(Base64Url(PublicKey(1))));

        Settings.Use(Settings.Current.At(other.Url, ""));

        Assert.IsType<FalWebhookCheck.Refused>(await VerifyAsync());
    }

    private Task<FalWebhookCheck> VerifyAsync(string body = Body) =>
        Webhook.VerifyAsync(headers.GetValueOrDefault, Encoding.UTF8.GetBytes(body));

    private void Sign(byte seed)
    {
        var timestamp = Clock.Now.ToUnixTimeSeconds().ToString();
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body)));
        var message = Encoding.UTF8.GetBytes($"{Id}\nuser_123\n{timestamp}\n{digest}");
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(Secret(seed), 0, message, 0, message.Length, signature, 0);
        headers["X-Fal-Webhook-Timestamp"] = timestamp;
        headers["X-Fal-Webhook-Signature"] = Convert.ToHexString(signature);
    }

    private static string Keys(string x) => $$"""{"keys":[{"kty":"OKP","crv":"Ed25519","x":"{{x}}"}]}""";

    private static byte[] Secret(byte seed) => [.. Enumerable.Repeat(seed, Ed25519.SecretKeySize)];

    private static byte[] PublicKey(byte seed)
    {
        var key = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(Secret(seed), 0, key, 0);
        return key;
    }

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
