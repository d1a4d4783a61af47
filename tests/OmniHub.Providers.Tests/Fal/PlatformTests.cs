using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;

namespace OmniHub.Providers.Tests;

public sealed class PlatformTests : FalTests
{
    private static readonly DateTimeOffset Since = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));

    [Fact]
    public async Task Prices_are_exact_and_broken_ones_are_left_out()
    {
        Server.Then(200, """
            {"prices":[{"endpoint_id":"fal-ai/flux/dev","unit_price":0.025,"unit":"image","currency":"USD"},
             {"endpoint_id":"fal-ai/x","unit_price":"0.000000123456789","unit":"compute seconds"},
             {"endpoint_id":"fal-ai/y","unit_price":null,"unit":"image"},{"unit_price":1},7],"next_cursor":null,"has_more":false}
            """);

        var prices = Value(await Client.PricingAsync(["fal-ai/flux/dev", "fal-ai/x"]));

        Assert.Equal(
            [new("fal-ai/flux/dev", 0.025m, "image", "USD"), new("fal-ai/x", 0.000000123456789m, "compute seconds", "USD")], prices);
        var seen = Assert.Single(Server.Requests);
        Assert.Equal("/v1/models/pricing?endpoint_id=fal-ai%2Fflux%2Fdev&endpoint_id=fal-ai%2Fx&limit=100", seen.Path);
        Assert.Equal("Key kid:ksecret", seen.Header("Authorization"));
    }

    [Fact]
    public async Task One_unknown_endpoint_does_not_spoil_the_prices_of_the_others()
    {
        Server.Then(context => context.Request.Query["endpoint_id"].Contains("bad/one")
            ? ScriptedServer.Answer(context, 404, """{"error":{"type":"not_found","message":"no such endpoint"}}""")
            : ScriptedServer.Answer(context, 200, new JsonObject
            {
                ["prices"] = new JsonArray([.. context.Request.Query["endpoint_id"].Select(id =>
                    new JsonObject { ["endpoint_id"] = id, ["unit_price"] = 1, ["unit"] = "image" })]),
            }.ToJsonString()));

        var prices = Value(await Client.PricingAsync(["a/1", "a/2", "bad/one", "a/3", "a/4"]));

        Assert.Equal(["a/1", "a/2", "a/3", "a/4"], prices.Select(price => price.Endpoint).Order());
    }

    [Fact]
    public async Task Many_endpoints_are_asked_for_in_batches()
    {
        Server.Then(200, """{"prices":[]}""");

        Assert.Empty(Value(await Client.PricingAsync([.. Enumerable.Range(0, 120).Select(i => $"a/{i}")])));

        Assert.Equal(3, Server.Requests.Count);
    }

    [Fact]
    public async Task A_lost_submit_is_found_by_its_input()
    {
        Server.Then(200, """
            {"items":[{"request_id":"other","json_input":{"prompt":"cat","seed":1}}],"next_cursor":"p 2","has_more":true}
            """).Then(200, """
            {"items":[{"request_id":"mine","endpoint_id":"fal-ai/flux/dev","sent_at":"2026-01-02T01:04:06.5Z","started_at":null,
              "ended_at":"2026-01-02T01:05:00Z","status_code":200,
              "json_input":{"seed":17454220438242315174,"prompt":"dog","num_images":1,"image_size":{"width":512,"height":512}},
              "json_output":{"images":[]}}],"next_cursor":null}
            """);
        var sent = new JsonObject
        {
            ["prompt"] = "dog",
            ["seed"] = 17454220438242315174UL,
            ["image_size"] = new JsonObject { ["height"] = 512, ["width"] = 512 },
        };

        var past = Value(await Client.FindRequestsAsync("fal-ai/flux/dev", Since, Since.AddHours(1)));

        var mine = Assert.Single(past, request => request.HasInput(sent));
        Assert.Equal(("mine", 200), (mine.RequestId, mine.StatusCode));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 1, 4, 6, 500, TimeSpan.Zero), mine.SentAt);
        var path = Uri.UnescapeDataString(Server.Requests.First().Path);
        Assert.Equal("/v1/models/requests/by-endpoint?endpoint_id=fal-ai/flux/dev&start=2026-01-02T01:04:05.000Z"
            + "&end=2026-01-02T02:04:05.000Z&expand=payloads&limit=100", path);
        Assert.EndsWith("&cursor=p 2", Uri.UnescapeDataString(Server.Requests.Last().Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cursor_in_a_circle_ends()
    {
        Server.Then(200, """{"items":[],"next_cursor":"again"}""");

        Assert.Empty(Value(await Client.FindRequestsAsync("fal-ai/flux/dev", Since)));

        Assert.Equal(10, Server.Requests.Count);
    }

    [Fact]
    public async Task Billing_events_keep_their_decimals()
    {
        Server.Then(200, """
            {"billing_events":[{"request_id":"r1","endpoint_id":"fal-ai/flux/dev","timestamp":"2026-01-02T03:04:05Z","output_units":1.05,
              "unit_price":0.025,"percent_discount":10,"cost_total":0.023625,"cost_estimate_nano_usd":23625000}]}
            """);

        var billed = Assert.Single(Value(await Client.BillingEventsAsync(["r1"], Since)));

        Assert.Equal((1.05m, 0.025m, 0.023625m, 23625000m), (billed.OutputUnits, billed.UnitPrice, billed.CostTotal, billed.CostNanoUsd));
    }

    [Fact]
    public async Task Models_are_read_page_by_page()
    {
        Server.Then(200, """
            {"models":[{"endpoint_id":"fal-ai/a","metadata":{"display_name":"A","category":"text-to-image","status":"active","tags":["x",1],
              "updated_at":"2026-01-01T00:00:00Z"},"openapi":{"openapi":"3.0.4"}},
             {"endpoint_id":"fal-ai/b","metadata":{"status":"deprecated"}},{"endpoint_id":"fal-ai/c"},{}],"next_cursor":"n","has_more":true}
            """);

        var page = Value(await Client.ModelsAsync("c", withSchemas: true));

        Assert.Equal("n", page.NextCursor);
        Assert.Equal([("A", true), ("fal-ai/b", false), ("fal-ai/c", true)], page.Models.Select(model => (model.Name, model.IsActive)));
        Assert.Equal("3.0.4", page.Models[0].OpenApi?.GetProperty("openapi").GetString());
        Assert.Equal("/v1/models?limit=100&expand=openapi-3.0&cursor=c", Assert.Single(Server.Requests).Path);
    }

    [Theory]
    [InlineData(401, """{"error":{"type":"authorization_error","message":"x"}}""", FalCode.Unauthorized)]
    [InlineData(403, """{"error":{"type":"authorization_error","message":"x"}}""", FalCode.Unauthorized)]
    [InlineData(400, """{"error":{"type":"validation_error","message":"x"}}""", FalCode.RejectedInput)]
    [InlineData(429, """{"error":{"type":"rate_limited","message":"x"}}""", FalCode.RateLimited)]
    [InlineData(500, """{"error":{"type":"server_error","message":"x"}}""", FalCode.Failed)]
    [InlineData(502, Nginx, FalCode.Unavailable)]
    [InlineData(200, """{"prices":{}}""", FalCode.Malformed)]
    [InlineData(200, "no", FalCode.Malformed)]
    public async Task Trouble_with_the_platform_is_a_value(int status, string body, string code)
    {
        Server.Then(status, body);

        var failed = Assert.IsType<FalAnswer<IReadOnlyList<FalPrice>>.Failed>(await Client.PricingAsync(["a/b"]));

        Assert.Equal(code, failed.Error.Code);
        AssertPlain(failed.Error);
    }

    private static T Value<T>(FalAnswer<T> answer) => Assert.IsType<FalAnswer<T>.Ok>(answer).Value;
}

public sealed class OptionsTests
{
    [Fact]
    public void Without_settings_fal_itself_is_meant()
    {
        var options = Read();

        Assert.Equal("https://queue.fal.run/", options.QueueUrl.AbsoluteUri);
        Assert.Equal("https://api.fal.ai/v1", options.ApiUrl.AbsoluteUri);
        Assert.Equal("https://rest.fal.ai/.well-known/jwks.json", options.JwksUrl.AbsoluteUri);
        Assert.Empty(options.FileOrigins);
        Assert.False(options.IsConfigured);
        Assert.Null(options.PublicWebhookUrl);
    }

    [Fact]
    public void With_only_a_queue_everything_follows_its_origin()
    {
        var options = Read(("FAL_QUEUE_URL", "http://127.0.0.1:5050/"));

        Assert.Equal("http://127.0.0.1:5050/", options.RestUrl.AbsoluteUri);
        Assert.Equal("http://127.0.0.1:5050/v1", options.ApiUrl.AbsoluteUri);
        Assert.Equal("http://127.0.0.1:5050/.well-known/jwks.json", options.JwksUrl.AbsoluteUri);
        Assert.Equal("http://127.0.0.1:5050/", Assert.Single(options.FileOrigins).AbsoluteUri);
        Assert.True(options.IsConfigured);
    }

    [Fact]
    public void Each_url_can_be_set_alone()
    {
        var options = Read(("FAL_QUEUE_URL", "https://proxy.example/fal/"), ("FAL_API_URL", "https://b.example/v1/"), ("FAL_KEY", " a:b "),
            ("FAL_JWKS_URL", "https://c.example/keys"), ("FAL_REST_URL", "https://d.example"), ("PUBLIC_URL", "https://me.example/hub/"));

        Assert.Equal("https://proxy.example/fal/", options.QueueUrl.AbsoluteUri);
        Assert.Equal("https://b.example/v1/", options.ApiUrl.AbsoluteUri);
        Assert.Equal("https://c.example/keys", options.JwksUrl.AbsoluteUri);
        Assert.Equal("https://d.example/", options.RestUrl.AbsoluteUri);
        Assert.Equal("https://me.example/hub/webhooks/fal", options.PublicWebhookUrl?.AbsoluteUri);
        Assert.Equal("a:b", options.Key);
    }

    [Fact]
    public void Naming_fals_own_queue_moves_nothing()
    {
        var options = Read(("FAL_QUEUE_URL", "https://queue.fal.run"));

        Assert.Equal("https://rest.fal.ai/", options.RestUrl.AbsoluteUri);
        Assert.Empty(options.FileOrigins);
    }

    [Theory]
    [InlineData("queue.fal.run")]
    [InlineData("ftp://x.example")]
    [InlineData("https://user:pass@x.example")]
    public void A_url_that_is_none_stops_the_start(string url)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Read(("FAL_QUEUE_URL", url)));

        Assert.StartsWith("FAL_QUEUE_URL must be", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_none_stops_the_start() =>
        Assert.Throws<InvalidOperationException>(() => Read(("FAL_KEY", "id:sec\nret")));

    [Fact]
    public void The_key_is_not_printed() => Assert.DoesNotContain("secret", Read(("FAL_KEY", "id:secret")).ToString());

    private static FalOptions Read(params (string Name, string Value)[] settings) => FalOptions.From(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build());
}
