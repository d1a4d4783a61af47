using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace OmniHub.Sandbox.Tests;

public sealed class QueueTests
{
    [Fact]
    public async Task A_job_waits_runs_and_completes_with_the_codes_of_fal()
    {
        await using var sandbox = await SandboxHost.StartAsync(pace: 0.3);
        var submitted = await sandbox.SubmitAsync("a lighthouse");
        var id = submitted["request_id"]!.ToString();
        Assert.Equal("IN_QUEUE", submitted["status"]!.ToString());
        Assert.Equal(0, submitted["queue_position"]!.GetValue<int>());
        Assert.EndsWith($"/fal-ai/flux/requests/{id}/status", submitted["status_url"]!.ToString());

        var early = await sandbox.GetAsync(submitted["response_url"]!.ToString());
        Assert.Equal(HttpStatusCode.BadRequest, early.Code);
        Assert.Equal("Request is still in progress", early.Json["detail"]!.ToString());

        var seen = new List<string>();
        var lines = 0;
        Answered status;
        do
        {
            status = await sandbox.GetAsync($"{submitted["status_url"]}?logs=1");
            var word = status.Json["status"]!.ToString();
            if (seen.LastOrDefault() != word) seen.Add(word);
            if (word == "IN_PROGRESS") lines = Math.Max(lines, status.Json["logs"]!.AsArray().Count);
            Assert.Equal(word == "COMPLETED" ? HttpStatusCode.OK : HttpStatusCode.Accepted, status.Code);
        }
        while (status.Code == HttpStatusCode.Accepted);

        Assert.Equal(["IN_QUEUE", "IN_PROGRESS", "COMPLETED"], seen);
        Assert.True(lines > 2);
        Assert.Contains(status.Json["logs"]!.AsArray(), l => l!["message"]!.ToString().StartsWith("Step 28/28", StringComparison.Ordinal));
        Assert.True(status.Json["metrics"]!["inference_time"]!.GetValue<double>() > 0);

        var result = await sandbox.GetAsync(submitted["response_url"]!.ToString());
        Assert.Equal(HttpStatusCode.OK, result.Code);
        Assert.Equal(id, result.Header("x-fal-request-id"));
        Assert.Equal("1", result.Header("x-fal-billable-units"));
        Assert.Equal("true", result.Header("X-OmniHub-Sandbox"));
        Assert.Equal(result.Text, (await sandbox.GetAsync(submitted["response_url"] + "/response")).Text);
    }

    [Fact]
    public async Task Positions_count_down_and_low_priority_waits_for_the_others()
    {
        await using var sandbox = await SandboxHost.StartAsync(pace: 0.4, runners: 1);
        await sandbox.SubmitAsync("first");
        await sandbox.SubmitAsync("second");
        using var low = new HttpRequestMessage(HttpMethod.Post,
            "/fal-ai/flux/dev")
        { Content = JsonContent.Create(new { prompt = "low" }) };
        low.Headers.Add("x-fal-queue-priority", "low");
        using var lowAnswer = await sandbox.Http.SendAsync(low);
        var lowJob = (await lowAnswer.Content.ReadFromJsonAsync<JsonObject>())!;
        var last = await sandbox.SubmitAsync("last");

        async Task<int?> PositionOf(JsonObject job) =>
            (await sandbox.GetAsync(job["status_url"]!.ToString())).Json["queue_position"]?.GetValue<int>();
        Assert.Equal(await PositionOf(last) + 1, await PositionOf(lowJob));

        var positions = new List<int>();
        while (await PositionOf(last) is { } position)
        {
            if (positions.Count == 0 || positions[^1] != position) positions.Add(position);
            await Task.Delay(10);
        }
        Assert.Equal(positions.OrderDescending(), positions);
        Assert.Equal(0, positions[^1]);
        Assert.True(positions.Count > 1);
    }

    [Fact]
    public async Task A_waiting_and_a_running_job_can_be_cancelled_and_a_done_one_not()
    {
        await using var sandbox = await SandboxHost.StartAsync(pace: 5, runners: 1);
        var running = await sandbox.SubmitAsync("running");
        var waiting = await sandbox.SubmitAsync("waiting");
        while ((await sandbox.GetAsync(running["status_url"]!.ToString())).Json["status"]!.ToString() != "IN_PROGRESS")
            await Task.Delay(10);

        foreach (var job in new[] { waiting, running })
        {
            var cancelled = await sandbox.PutAsync(job["cancel_url"]!.ToString());
            Assert.Equal(HttpStatusCode.Accepted, cancelled.Code);
            Assert.Equal("CANCELLATION_REQUESTED", cancelled.Json["status"]!.ToString());
            Assert.Equal("client_cancelled", (await sandbox.CompleteAsync(job))["error_type"]!.ToString());
            Assert.Equal(499, (int)(await sandbox.GetAsync(job["response_url"]!.ToString())).Code);
            var again = await sandbox.PutAsync(job["cancel_url"]!.ToString());
            Assert.Equal(HttpStatusCode.BadRequest, again.Code);
            Assert.Equal("ALREADY_COMPLETED", again.Json["status"]!.ToString());
        }
    }

    [Fact]
    public async Task Nobody_has_heard_of_an_unknown_request_or_application()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var url = $"/fal-ai/flux/requests/{Guid.NewGuid()}";
        Assert.Equal("NOT_FOUND", (await sandbox.GetAsync(url + "/status")).Json["status"]!.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await sandbox.GetAsync(url)).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await sandbox.PutAsync(url + "/cancel")).Code);
        using var unknown = await sandbox.Http.PostAsJsonAsync("/fal-ai/no-such-model", new { prompt = "x" });
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_job_that_cannot_start_in_time_times_out_for_its_user()
    {
        await using var sandbox = await SandboxHost.StartAsync(pace: 5, runners: 1);
        await sandbox.SubmitAsync("first");
        using var request = new HttpRequestMessage(HttpMethod.Post,
            "/fal-ai/flux/dev")
        { Content = JsonContent.Create(new { prompt = "late" }) };
        request.Headers.Add("x-fal-request-timeout", "0.5");
        using var answer = await sandbox.Http.SendAsync(request);
        var result = await sandbox.ResultAsync((await answer.Content.ReadFromJsonAsync<JsonObject>())!);
        Assert.Equal(HttpStatusCode.GatewayTimeout, result.Code);
        Assert.Equal("user", result.Header("x-fal-request-timeout-type"));
        Assert.Equal("request_timeout", result.Header("x-fal-error-type"));
    }

    [Fact]
    public async Task A_queue_longer_than_the_caller_accepts_is_429()
    {
        await using var sandbox = await SandboxHost.StartAsync(pace: 5, runners: 1);
        for (var i = 0; i < 3; i++) await sandbox.SubmitAsync($"job {i}");
        using var answer = await sandbox.Http.PostAsJsonAsync("/fal-ai/flux/dev?fal_max_queue_length=1", new { prompt = "x" });
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
    }

    [Fact]
    public async Task The_status_stream_tells_each_change_once_and_ends()
    {
        await using var sandbox = await SandboxHost.StartAsync(pace: 0.4);
        var submitted = await sandbox.SubmitAsync("a fox");
        var text = await sandbox.Http.GetStringAsync(submitted["status_url"] + "/stream?logs=1");
        var events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => JsonNode.Parse(e["data: ".Length..])!).ToList();
        Assert.Equal("COMPLETED", events[^1]["status"]!.ToString());
        var messages = events.SelectMany(e => e["logs"]?.AsArray() ?? []).Select(l => l!["message"]!.ToString()).ToList();
        Assert.Equal(messages.Distinct(), messages);
        Assert.Contains("Step 28/28 (100%)", messages);
    }

    [Theory]
    [InlineData("/run/fal-ai/flux/dev", null, null)]
    [InlineData("/fal-ai/flux/dev", "x-orig-host", "fal.run")]
    [InlineData("/api/fal/proxy", "x-fal-target-url", "https://fal.run/fal-ai/flux/dev")]
    public async Task A_direct_run_answers_on_its_own_connection(string path, string? header, string? value)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post,
            path)
        { Content = JsonContent.Create(new { prompt = "a boat", image_size = "square" }) };
        if (header is not null) request.Headers.Add(header, value);
        using var answer = await sandbox.Http.SendAsync(request);
        var run = await Answered.Of(answer);
        Assert.Equal(HttpStatusCode.OK, run.Code);
        Assert.Single(run.Json["images"]!.AsArray());
        Assert.NotNull(run.Header("x-fal-request-id"));
    }

    [Fact]
    public async Task A_proxy_call_without_a_target_of_fal_is_refused()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/fal/proxy");
        request.Headers.Add("x-fal-target-url", "https://example.com/x");
        using var answer = await sandbox.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
