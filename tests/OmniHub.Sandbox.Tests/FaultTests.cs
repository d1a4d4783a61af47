using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace OmniHub.Sandbox.Tests;

public sealed class FaultTests
{
    [Theory]
    [InlineData("429", 429, "x-fal-needs-retry")]
    [InlineData("429-retry-after", 429, "retry-after")]
    [InlineData("500", 500, "x-fal-error-type")]
    [InlineData("502", 502, "content-type")]
    [InlineData("503", 503, "x-fal-error-type")]
    [InlineData("504", 504, "x-fal-error-type")]
    [InlineData("user-timeout", 504, "x-fal-request-timeout-type")]
    [InlineData("locked", 403, "content-type")]
    [InlineData("unauthorized", 401, "content-type")]
    public async Task A_refused_submit_is_refused_as_often_as_asked_and_then_accepted_once(string kind, int code, string header)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var prompt = $"a hill [[fault:{kind}*2]]";
        for (var i = 0; i < 2; i++)
        {
            using var refused = await sandbox.Http.PostAsJsonAsync("/fal-ai/flux/dev", new { prompt, image_size = "square" });
            Assert.Equal(code, (int)refused.StatusCode);
            Assert.NotNull((await Answered.Of(refused)).Header(header));
        }
        await sandbox.ResultAsync(await sandbox.SubmitAsync(prompt));
        var counted = (await sandbox.GetAsync("/sandbox/requests")).Json["submits"]!.AsArray().Single()!;
        Assert.Equal(3, counted["attempts"]!.GetValue<int>());
        Assert.Equal(1, counted["accepted"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_bad_gateway_speaks_html_and_names_no_request()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var submitted = await sandbox.SubmitAsync("a hill [[fault:502@status*3]]");
        for (var i = 0; i < 3; i++)
        {
            var status = await sandbox.GetAsync(submitted["status_url"]!.ToString());
            Assert.Equal(HttpStatusCode.BadGateway, status.Code);
            Assert.Contains("nginx", status.Text);
            Assert.Null(status.Header("x-fal-request-id"));
        }
        await sandbox.CompleteAsync(submitted);
    }

    [Theory]
    [InlineData("reset", 0)]
    [InlineData("reset-after", 1)]
    public async Task A_reset_submit_was_accepted_only_when_it_was_reset_afterwards(string kind, int accepted)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var prompt = $"lost answer [[fault:{kind}]]";
        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.SubmitAsync(prompt));
        var list = await sandbox.GetAsync("/v1/models/requests/by-endpoint?endpoint_id=fal-ai/flux/dev&expand=payloads");
        var items = list.Json["items"]!.AsArray();
        Assert.Equal(accepted, items.Count);
        if (accepted == 1) Assert.Equal(prompt, items[0]!["json_input"]!["prompt"]!.ToString());
    }

    [Fact]
    public async Task A_malformed_answer_cannot_be_parsed_and_an_error_may_come_as_200()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        using var broken = await sandbox.Http.PostAsJsonAsync("/fal-ai/flux/dev", new { prompt = "x [[fault:malformed]]" });
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(broken.Content.ReadAsStringAsync().GetAwaiter().GetResult()));
        using var wrong = await sandbox.Http.PostAsJsonAsync("/fal-ai/flux/dev", new { prompt = "x [[fault:error-200]]" });
        Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        Assert.Null((await Answered.Of(wrong)).Json["request_id"]);
    }

    [Theory]
    [InlineData("timeout", 504, "request_timeout")]
    [InlineData("completed-error", 500, "runner_server_error")]
    [InlineData("content-policy", 422, null)]
    [InlineData("no-media", 422, null)]
    public async Task A_failed_job_is_completed_with_an_error_and_costs_nothing(string kind, int code, string? type)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var submitted = await sandbox.SubmitAsync($"x [[fault:{kind}]]");
        var status = await sandbox.CompleteAsync(submitted);
        Assert.Equal("COMPLETED", status["status"]!.ToString());
        Assert.NotNull(status["error"]);
        Assert.Equal(type, status["error_type"]?.ToString());
        var result = await sandbox.GetAsync(submitted["response_url"]!.ToString());
        Assert.Equal(code, (int)result.Code);
        if (kind == "content-policy") Assert.Equal("content_policy_violation", result.Json["detail"]![0]!["type"]!.ToString());
        Assert.Equal("0", (await sandbox.GetAsync("/sandbox/bill")).Json["total"]!.ToString());
    }

    [Fact]
    public async Task A_lost_job_is_unknown_after_it_began()
    {
        await using var sandbox = await SandboxHost.StartAsync(pace: 0.05);
        var submitted = await sandbox.SubmitAsync("x [[fault:lost]]");
        Answered status;
        do status = await sandbox.GetAsync(submitted["status_url"]!.ToString());
        while (status.Code == HttpStatusCode.Accepted);
        Assert.Equal(HttpStatusCode.NotFound, status.Code);
        Assert.Equal(HttpStatusCode.NotFound, (await sandbox.GetAsync(submitted["response_url"]!.ToString())).Code);
    }

    [Fact]
    public async Task A_stuck_job_leaves_its_runner_to_others_and_can_be_cancelled()
    {
        await using var sandbox = await SandboxHost.StartAsync(runners: 1);
        var stuck = await sandbox.SubmitAsync("x [[fault:stuck]]");
        await sandbox.RunAsync("the next");
        Assert.Equal("IN_PROGRESS", (await sandbox.GetAsync(stuck["status_url"]!.ToString())).Json["status"]!.ToString());
        await sandbox.PutAsync(stuck["cancel_url"]!.ToString());
        Assert.Equal("client_cancelled", (await sandbox.CompleteAsync(stuck))["error_type"]!.ToString());
    }

    [Fact]
    public async Task A_job_may_go_back_to_the_queue_once()
    {
        await using var sandbox = await SandboxHost.StartAsync(pace: 0.15);
        var submitted = await sandbox.SubmitAsync("x [[fault:requeue]]");
        var seen = new List<string>();
        Answered status;
        do
        {
            status = await sandbox.GetAsync(submitted["status_url"]!.ToString());
            var word = status.Json["status"]!.ToString();
            if (seen.LastOrDefault() != word) seen.Add(word);
        }
        while (status.Code == HttpStatusCode.Accepted);
        Assert.Equal(["IN_QUEUE", "IN_PROGRESS", "IN_QUEUE", "IN_PROGRESS", "COMPLETED"], seen);
    }

    [Fact]
    public async Task A_cancel_may_be_accepted_and_the_job_complete_all_the_same()
    {
        await using var sandbox = await SandboxHost.StartAsync(pace: 0.1);
        var submitted = await sandbox.SubmitAsync("x [[fault:cancel-ignored]]");
        Assert.Equal(HttpStatusCode.Accepted, (await sandbox.PutAsync(submitted["cancel_url"]!.ToString())).Code);
        Assert.Equal(HttpStatusCode.OK, (await sandbox.ResultAsync(submitted)).Code);
    }

    [Fact]
    public async Task Results_and_statuses_can_be_odd_for_a_while()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var submitted = await sandbox.SubmitAsync("x [[fault:unknown-status]] [[fault:result-400]]");
        Assert.Equal("WARMING_UP", (await sandbox.GetAsync(submitted["status_url"]!.ToString())).Json["status"]!.ToString());
        await sandbox.CompleteAsync(submitted);
        Assert.Equal(HttpStatusCode.BadRequest, (await sandbox.GetAsync(submitted["response_url"]!.ToString())).Code);
        Assert.Equal(HttpStatusCode.OK, (await sandbox.GetAsync(submitted["response_url"]!.ToString())).Code);
    }

    [Theory]
    [InlineData("no-units", null)]
    [InlineData("absurd-units", "987654321")]
    [InlineData("negative-units", "-5")]
    public async Task Units_can_be_missing_or_absurd(string kind, string? units)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        Assert.Equal(units, (await sandbox.RunAsync($"x [[fault:{kind}]]")).Header("x-fal-billable-units"));
    }

    [Fact]
    public async Task Outputs_can_be_strange()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        Assert.Equal("17454220438242315174", (await sandbox.RunAsync("x [[fault:huge-seed]]")).Json["seed"]!.ToJsonString());
        Assert.Empty((await sandbox.RunAsync("x [[fault:empty-output]]")).Json["images"]!.AsArray());
        Assert.True((await sandbox.RunAsync("x [[fault:nsfw]]")).Json["has_nsfw_concepts"]![0]!.GetValue<bool>());
        Assert.StartsWith("http://169.254.169.254/",
            (await sandbox.RunAsync("x [[fault:media-private]]")).Json["images"]![0]!["url"]!.ToString());
    }

    [Fact]
    public async Task Media_can_be_gone_wrong_cut_or_without_end()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        async Task<string> Make(string kind) => (await sandbox.RunAsync($"x [[fault:{kind}]]")).Json["images"]![0]!["url"]!.ToString();

        var gone = await Make("media-404");
        Assert.Equal(HttpStatusCode.NotFound, (await sandbox.GetAsync(gone)).Code);
        Assert.Equal(HttpStatusCode.OK, (await sandbox.GetAsync(gone)).Code);
        Assert.StartsWith("text/html", (await sandbox.GetAsync(await Make("media-type"))).Header("content-type"));
        var cut = await Make("media-cut");
        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.Http.GetByteArrayAsync(cut));

        using var endless = await sandbox.Http.GetAsync(await Make("media-endless"), HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await endless.Content.ReadAsStreamAsync();
        var buffer = new byte[1 << 20];
        for (var total = 0; total < 20 << 20;)
        {
            var read = await stream.ReadAsync(buffer);
            Assert.True(read > 0);
            total += read;
        }
    }

    [Fact]
    public async Task A_call_can_hang_and_a_body_can_trickle()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        await sandbox.FaultAsync(new { kind = "hang", operation = "status" }, new { kind = "slow", delayMs = 300 });
        var submitted = await sandbox.SubmitAsync("x");
        using var patience = new CancellationTokenSource(300);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sandbox.Http.GetAsync(submitted["status_url"]!.ToString(),
            patience.Token));
        await sandbox.CompleteAsync(submitted);
        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(HttpStatusCode.OK, (await sandbox.GetAsync(submitted["response_url"]!.ToString())).Code);
        Assert.True(TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public async Task Rules_match_by_endpoint_prompt_and_count_and_can_be_deleted()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        await sandbox.FaultAsync(
            new { kind = "503", endpoint = "schnell", times = 0 }, new
            {
                kind = "locked",
                prompt = "forbidden",
                operation = "status",
                after = 1
            });
        using var refused = await sandbox.Http.PostAsJsonAsync("/fal-ai/flux/schnell", new { prompt = "x" });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);

        var submitted = await sandbox.SubmitAsync("a forbidden garden");
        Assert.NotEqual(HttpStatusCode.Forbidden, (await sandbox.GetAsync(submitted["status_url"]!.ToString())).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await sandbox.GetAsync(submitted["status_url"]!.ToString())).Code);
        await sandbox.CompleteAsync(submitted);

        using var deleted = await sandbox.Http.DeleteAsync("/sandbox/faults");
        Assert.Empty((await sandbox.GetAsync("/sandbox/faults")).Json["rules"]!.AsArray());
        await sandbox.RunAsync("fal-ai/flux/schnell", new JsonObject { ["prompt"] = "x", ["image_size"] = "square" });
        using var unknown = await sandbox.Http.PostAsJsonAsync("/sandbox/faults", new { kind = "nonsense" });
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }
}
