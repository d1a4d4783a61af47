using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace OmniHub.Sandbox.Tests;

public sealed class UploadAndPlatformTests
{
    private static byte[] Red => Convert.FromBase64String(Inputs.RedSquare().Split(',')[1]);

    [Fact]
    public async Task An_upload_can_be_fetched_and_used_as_an_input()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        using var initiated = await sandbox.Http.PostAsJsonAsync(
            "/storage/upload/initiate?storage_type=fal-cdn-v3", new { content_type = "image/png", file_name = "red.png" });
        var place = (await Answered.Of(initiated)).Json;
        using var body = new ByteArrayContent(Red);
        body.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var put = await sandbox.Http.PutAsync(place["upload_url"]!.ToString(), body);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);

        var url = place["file_url"]!.ToString();
        using var got = await sandbox.Http.GetAsync(url);
        Assert.Equal("image/png", got.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Red, await got.Content.ReadAsByteArrayAsync());
        var result = await sandbox.RunAsync("fal-ai/flux/dev/image-to-image", new JsonObject { ["prompt"] = "x", ["image_url"] = url });
        Assert.Equal(HttpStatusCode.OK, result.Code);
    }

    [Fact]
    public async Task Parts_become_one_file_in_their_order()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        using var initiated = await sandbox.Http.PostAsJsonAsync("/storage/upload/initiate-multipart",
            new { content_type = "video/mp4", file_name = "big" });
        var place = (await Answered.Of(initiated)).Json;
        var upload = new Uri(place["upload_url"]!.ToString());
        var parts = new JsonArray();
        foreach (var (number, text) in new[] { (2, "world"), (1, "hello ") })
        {
            using var put = await sandbox.Http.PutAsync($"{upload.GetLeftPart(UriPartial.Path)}/{number}{upload.Query}",
                new StringContent(text));
            var part = (await Answered.Of(put)).Json;
            Assert.Equal(number, part["partNumber"]!.GetValue<int>());
            parts.Add(part.DeepClone());
        }
        using var completed = await sandbox.Http.PostAsJsonAsync($"{upload.GetLeftPart(UriPartial.Path)}/complete{upload.Query}",
            new JsonObject { ["parts"] = parts });
        Assert.Equal(HttpStatusCode.OK, completed.StatusCode);
        Assert.Equal("hello world", await sandbox.Http.GetStringAsync(place["file_url"]!.ToString()));
    }

    [Fact]
    public async Task The_python_way_to_upload_works_as_well()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        using var token = await sandbox.Http.PostAsJsonAsync("/storage/auth/token?storage_type=fal-cdn-v3", new { });
        Assert.Equal("Bearer", (await Answered.Of(token)).Json["token_type"]!.ToString());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/files/upload") { Content = new ByteArrayContent(Red) };
        request.Headers.Add("X-Fal-File-Name", "../../etc/red.png");
        using var uploaded = await sandbox.Http.SendAsync(request);
        var url = (await Answered.Of(uploaded)).Json["access_url"]!.ToString();
        Assert.EndsWith("/red.png", url);
        Assert.Equal(Red, await sandbox.Http.GetByteArrayAsync(url));
    }

    [Theory]
    [InlineData("/files/b/..%2f..%2f/sandbox.db")]
    [InlineData("/files/b/00000000000000000000000000000000/..%2f..%2fsandbox.db")]
    [InlineData("/files/b/00000000000000000000000000000000/.hidden")]
    public async Task Nothing_outside_the_files_can_be_read(string path)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await sandbox.GetAsync(path)).Code);
    }

    [Fact]
    public async Task Requests_bills_and_prices_agree()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var submitted = await sandbox.SubmitAsync("fal-ai/flux/dev", new JsonObject
        {
            ["prompt"] = "bill",
            ["image_size"] = "square",
            ["num_images"] = 2
        });
        await sandbox.CompleteAsync(submitted);
        await sandbox.RunAsync("another");
        var id = submitted["request_id"]!.ToString();

        const string list = "/v1/models/requests/by-endpoint?endpoint_id=fal-ai/flux/dev&limit=1";
        var page = (await sandbox.GetAsync(list)).Json;
        Assert.True(page["has_more"]!.GetValue<bool>());
        var next = (await sandbox.GetAsync($"{list}&cursor={page["next_cursor"]}")).Json;
        Assert.Equal(id, next["items"]![0]!["request_id"]!.ToString());
        Assert.Equal(200, next["items"]![0]!["status_code"]!.GetValue<int>());

        var price = (await sandbox.GetAsync("/v1/models/pricing?endpoint_id=fal-ai/flux/dev")).Json["prices"]![0]!;
        var billed = (await sandbox.GetAsync($"/v1/models/billing-events?request_id={id}")).Json["billing_events"]!.AsArray().Single()!;
        Assert.Equal(2, billed["output_units"]!.GetValue<decimal>());
        Assert.Equal(2 * price["unit_price"]!.GetValue<decimal>(), billed["cost_total"]!.GetValue<decimal>());
        Assert.Equal(50_000_000, billed["cost_estimate_nano_usd"]!.GetValue<long>());
        var bill = (await sandbox.GetAsync("/sandbox/bill")).Json;
        Assert.Equal("0.075", bill["total"]!.ToString());
        var account = (await sandbox.GetAsync("/v1/account/billing?expand=credits")).Json;
        Assert.Equal(999.925m, account["credits"]!["current_balance"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task The_platform_lists_models_estimates_and_has_its_own_errors()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var models = (await sandbox.GetAsync("/v1/models?limit=100")).Json;
        var rest = (await sandbox.GetAsync($"/v1/models?limit=100&cursor={models["next_cursor"]}")).Json;
        Assert.Equal(Catalogue.All.Count, models["models"]!.AsArray().Count + rest["models"]!.AsArray().Count);
        Assert.False(rest["has_more"]!.GetValue<bool>());

        using var estimate = await sandbox.Http.PostAsJsonAsync("/v1/models/pricing/estimate", JsonNode.Parse(
            """{"estimate_type":"unit_price","endpoints":{"fal-ai/flux/dev":{"unit_quantity":50}}}"""));
        Assert.Equal(1.25m, (await Answered.Of(estimate)).Json["total_cost"]!.GetValue<decimal>());

        var missing = await sandbox.GetAsync("/v1/models/pricing?endpoint_id=no/such");
        Assert.Equal(HttpStatusCode.NotFound, missing.Code);
        Assert.Equal("not_found", missing.Json["error"]!["type"]!.ToString());
        Assert.NotEmpty((await sandbox.GetAsync("/v1/meta")).Json["webhook_ip_ranges"]!.AsArray());
    }

    [Fact]
    public async Task A_browser_may_ask_fal_but_not_the_switches()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/fal-ai/flux/dev");
        preflight.Headers.Add("Access-Control-Request-Headers", "x-fal-queue-priority");
        using var allowed = await sandbox.Http.SendAsync(preflight);
        Assert.Equal("*", (await Answered.Of(allowed)).Header("access-control-allow-origin"));
        Assert.Null((await sandbox.GetAsync("/sandbox/faults")).Header("access-control-allow-origin"));
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/sandbox/stop");
        foreign.Headers.Add("Origin", "https://example.com");
        using var refused = await sandbox.Http.SendAsync(foreign);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }
}
