namespace OmniHub.Providers.Tests;

public sealed class StatusTests : FalTests
{
    [Fact]
    public async Task A_status_is_asked_at_owner_and_app_only_with_the_key()
    {
        Server.Then(202, """{"status":"IN_QUEUE","request_id":"x","queue_position":2}""");

        var status = await Client.StatusAsync(Job);

        Assert.Equal(new FalStatus.InQueue(2), status);
        var seen = Assert.Single(Server.Requests);
        Assert.Equal(("GET", $"/fal-ai/flux/requests/{Id}/status?logs=1"), (seen.Method, seen.Path));
        Assert.Equal("Key kid:ksecret", seen.Header("Authorization"));
    }

    [Theory]
    [InlineData("workflows/ann/my-flow/v1", "/workflows/ann/my-flow/requests/")]
    [InlineData("fal-ai/kling-video/v2/master/text-to-video", "/fal-ai/kling-video/requests/")]
    [InlineData("bytedance/seedream", "/bytedance/seedream/requests/")]
    public async Task The_path_of_an_endpoint_ends_with_its_app(string endpoint, string path)
    {
        Server.Then(202, """{"status":"IN_QUEUE","queue_position":0}""");

        await Client.StatusAsync(new(endpoint, Id), logs: false);

        Assert.Equal($"{path}{Id}/status?logs=0", Assert.Single(Server.Requests).Path);
    }

    [Fact]
    public async Task A_stored_url_of_another_origin_is_not_followed()
    {
        await using var other = await ScriptedServer.StartAsync();
        Server.Then(202, """{"status":"IN_QUEUE","queue_position":0}""");

        await Client.StatusAsync(Job with { StatusUrl = $"{other.Url}fal-ai/flux/requests/{Id}/status" });

        Assert.Empty(other.Requests);
        Assert.Single(Server.Requests);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("-4")]
    [InlineData("\"many\"")]
    [InlineData("99999999999999999999")]
    public async Task A_queue_position_that_is_none_is_unknown(string position)
    {
        Server.Then(202, $$"""{"status":"IN_QUEUE","queue_position":{{position}}}""");

        Assert.Equal(new FalStatus.InQueue(null), await Client.StatusAsync(Job));
    }

    [Theory]
    [InlineData("62%|██████▏   | 18/29 [00:03<00:02]", 0.62)]
    [InlineData("Generating: 7.5 %", 0.075)]
    [InlineData("step 7/28", 0.25)]
    [InlineData("Step 14 of 28", 0.5)]
    [InlineData("Loading model weights...", null)]
    [InlineData("250% faster than before", null)]
    [InlineData("took 3/4 of memory", null)]
    [InlineData("step 5/0", null)]
    [InlineData("step 9/4", null)]
    public async Task Progress_is_read_from_the_newest_log_that_tells_it(string line, double? progress)
    {
        Server.Then(202, $$"""
            {"status":"IN_PROGRESS","logs":[{"message":"starting","level":"INFO","timestamp":"2026-02-17T10:30:01.123Z"},
             {"message":"{{line}}","level":"STDERR"},{"message":"still at it"},{"message":null},7]}
            """);

        var running = Assert.IsType<FalStatus.InProgress>(await Client.StatusAsync(Job));

        Assert.Equal(progress, running.Progress);
        Assert.Equal(3, running.Logs.Count);
        Assert.Equal(new(2026, 2, 17, 10, 30, 1, 123, TimeSpan.Zero), running.Logs[0].At);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    public async Task Logs_of_a_wrong_type_are_none(string logs)
    {
        Server.Then(202, $$"""{"status":"IN_PROGRESS","logs":{{logs}}}""");

        Assert.Empty(Assert.IsType<FalStatus.InProgress>(await Client.StatusAsync(Job)).Logs);
    }

    [Fact]
    public async Task A_completed_job_tells_its_time()
    {
        Server.Then(200, """{"status":"COMPLETED","logs":[],"metrics":{"inference_time":3.42},"error":null}""");

        Assert.Equal(new FalStatus.Completed(3.42, null), await Client.StatusAsync(Job));
    }

    [Theory]
    [InlineData("request_timeout", FalCode.Timeout, true)]
    [InlineData("runner_disconnected", FalCode.Unavailable, true)]
    [InlineData("internal_error", FalCode.Failed, true)]
    [InlineData("client_cancelled", FalCode.Canceled, false)]
    [InlineData("content_policy_violation", FalCode.ContentRejected, false)]
    [InlineData("something_new", FalCode.Failed, false)]
    [InlineData("<b>\\nhttp://10.0.0.1</b>", FalCode.Failed, false)]
    public async Task A_completed_job_with_an_error_is_a_failure(string type, string code, bool retryable)
    {
        Server.Then(200, $$"""{"status":"COMPLETED","metrics":{"inference_time":null},"error":"Trace http://x","error_type":"{{type}}"}""");

        var completed = Assert.IsType<FalStatus.Completed>(await Client.StatusAsync(Job));

        Assert.Equal((code, retryable), (completed.Error!.Code, completed.Error.Retryable));
        AssertPlain(completed.Error);
    }

    [Theory]
    [InlineData("""{"status":"COMPLETED","error":"boom"}""")]
    [InlineData("""{"status":"COMPLETED","error":{"message":"boom"}}""")]
    [InlineData("""{"status":"COMPLETED","error_type":"x"}""")]
    [InlineData("""{"status":"FAILED"}""")]
    [InlineData("""{"status":"ERROR"}""")]
    [InlineData("""{"status":"CANCELLED"}""")]
    public async Task No_form_of_failure_looks_like_success(string body)
    {
        Server.Then(200, body);

        Assert.NotNull(Assert.IsType<FalStatus.Completed>(await Client.StatusAsync(Job)).Error);
    }

    [Theory]
    [InlineData("""{"status":"PONDERING"}""")]
    [InlineData("""{"status":7}""")]
    [InlineData("""{"stat""")]
    [InlineData("""[]""")]
    [InlineData("")]
    [InlineData("<html>fine</html>")]
    public async Task An_answer_without_a_known_word_says_nothing_about_the_job(string body)
    {
        Server.Then(200, body);

        var transient = Assert.IsType<FalStatus.Transient>(await Client.StatusAsync(Job));

        Assert.Equal((FalCode.Malformed, true), (transient.Error.Code, transient.Error.Retryable));
    }

    [Theory]
    [InlineData(404, """{"status":"NOT_FOUND"}""")]
    [InlineData(404, "")]
    [InlineData(410, "{}")]
    public async Task An_unknown_job_is_gone(int status, string body)
    {
        Server.Then(status, body);

        Assert.IsType<FalStatus.Gone>(await Client.StatusAsync(Job));
    }

    [Theory]
    [InlineData(401, "{}", "application/json", FalCode.Unauthorized)]
    [InlineData(403, """{"detail":"User is locked. Reason: Exhausted balance."}""", "application/json", FalCode.Locked)]
    [InlineData(404, "<html>default backend</html>", "text/html", FalCode.Malformed)]
    [InlineData(429, "{}", "application/json", FalCode.RateLimited)]
    [InlineData(500, "{}", "application/json", FalCode.Unavailable)]
    [InlineData(502, Nginx, "text/html", FalCode.Unavailable)]
    [InlineData(504, Nginx, "text/html", FalCode.Timeout)]
    [InlineData(302, "", "text/html", FalCode.Unavailable)]
    [InlineData(400, "{}", "application/json", FalCode.Malformed)]
    public async Task Trouble_with_a_poll_is_not_the_end_of_the_job(int status, string body, string type, string code)
    {
        Server.Then(status, body, type);

        var transient = Assert.IsType<FalStatus.Transient>(await Client.StatusAsync(Job));

        Assert.Equal((code, true), (transient.Error.Code, transient.Error.Retryable));
        AssertPlain(transient.Error);
    }

    [Fact]
    public async Task A_hanging_poll_ends_in_time()
    {
        Hurry();
        Server.ThenHang();

        var transient = Assert.IsType<FalStatus.Transient>(await Client.StatusAsync(Job));

        Assert.Equal(FalCode.Timeout, transient.Error.Code);
    }

    [Fact]
    public async Task A_poll_that_is_dropped_once_is_asked_again()
    {
        Server.ThenReset().Then(202, """{"status":"IN_QUEUE","queue_position":0}""");

        Assert.Equal(new FalStatus.InQueue(0), await Client.StatusAsync(Job));
    }

    [Fact]
    public async Task A_long_pause_is_handed_to_the_caller()
    {
        Server.Then(429, "{}", headers: ("Retry-After", "30"));

        var transient = Assert.IsType<FalStatus.Transient>(await Client.StatusAsync(Job));

        Assert.Equal(TimeSpan.FromSeconds(30), transient.RetryAfter);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_stream_is_followed_to_its_end()
    {
        Server.Then(Events(": keepalive\n\n",
            "data: {\"status\":\"IN_QUEUE\",\"queue_position\":1}\n\n",
            "data: {\"status\":\"IN_PROGRESS\",\"logs\":[{\"message\":\"step 1/4\"}]}\n\n",
            "data: {\"status\":\"IN_PROGRESS\",\"logs\":[{\"message\":\"hm\"}]}\n\n",
            "data: {\"status\":\"COMPLETED\",\"metrics\":{\"inference_time\":1}}\n\n",
            "data: {\"status\":\"IN_QUEUE\"}\n\n"));

        var all = await Client.StreamStatusAsync(Job).ToListAsync();

        Assert.Collection(all,
            first => Assert.Equal(new FalStatus.InQueue(1), first),
            second => Assert.Equal(0.25, Assert.IsType<FalStatus.InProgress>(second).Progress),
            third => Assert.Equal(["step 1/4", "hm"], Assert.IsType<FalStatus.InProgress>(third).Logs.Select(line => line.Message)),
            last => Assert.Equal(new FalStatus.Completed(1, null), last));
        var seen = Assert.Single(Server.Requests);
        Assert.Equal($"/fal-ai/flux/requests/{Id}/status/stream?logs=1", seen.Path);
        Assert.Equal("text/event-stream", seen.Header("Accept"));
    }

    [Theory]
    [InlineData("data: {\"status\":\"IN_QUEUE\",\"queue_position\":1}\n\n", FalCode.Unavailable, 2)]
    [InlineData("data: {\"sta\n\n", FalCode.Malformed, 1)]
    [InlineData("data: {\"status\":\"DREAMING\"}\n\n", FalCode.Malformed, 1)]
    [InlineData("", FalCode.Unavailable, 1)]
    public async Task A_stream_that_ends_without_an_end_says_so(string events, string code, int count)
    {
        Server.Then(Events(events));

        var all = await Client.StreamStatusAsync(Job).ToListAsync();

        Assert.Equal(count, all.Count);
        Assert.Equal(code, Assert.IsType<FalStatus.Transient>(all[^1]).Error.Code);
    }

    [Theory]
    [InlineData(404, "application/json", typeof(FalStatus.Gone))]
    [InlineData(502, "text/html", typeof(FalStatus.Transient))]
    [InlineData(200, "application/json", typeof(FalStatus.Transient))]
    public async Task A_stream_that_is_none_is_told_as_a_poll(int status, string type, Type expected)
    {
        Server.Then(status, "{}", type);

        Assert.IsType(expected, Assert.Single(await Client.StreamStatusAsync(Job).ToListAsync()));
    }

    [Fact]
    public async Task A_silent_stream_ends_in_time()
    {
        Settings.Use(Settings.Current with { PollTimeout = TimeSpan.FromMilliseconds(50) });
        Server.Then(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: {\"status\":\"IN_QUEUE\",\"queue_position\":1}\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        var all = await Client.StreamStatusAsync(Job).ToListAsync();

        Assert.Equal(FalCode.Timeout, Assert.IsType<FalStatus.Transient>(all[1]).Error.Code);
    }

    [Fact]
    public async Task An_endless_line_in_a_stream_is_cut_off()
    {
        Server.Then(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            var chunk = new byte[1 << 20];
            chunk.AsSpan().Fill((byte)'x');
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
        });

        Assert.IsType<FalStatus.Transient>(Assert.Single(await Client.StreamStatusAsync(Job).ToListAsync()));
    }

    private static RequestDelegate Events(params string[] events) => async context =>
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        foreach (var line in events)
        {
            await context.Response.WriteAsync(line);
            await context.Response.Body.FlushAsync();
        }
    };
}
