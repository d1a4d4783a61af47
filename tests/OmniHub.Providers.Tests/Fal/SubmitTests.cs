using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace OmniHub.Providers.Tests;

public sealed class SubmitTests : FalTests
{
    [Fact]
    public async Task A_submit_sends_the_bare_input_with_key_and_webhook_and_returns_the_handle()
    {
        Server.Then(200, Accepted(), headers: ("X-OmniHub-Sandbox", "true"));
        var input = new JsonObject { ["prompt"] = "a \"dög\" <b>", ["seed"] = 17454220438242315174UL };

        var outcome = await Client.SubmitAsync("fal-ai/flux/dev", input, new Uri("https://h.example/cb?x=1&g=2"));

        var accepted = Assert.IsType<FalSubmission.Accepted>(outcome);
        Assert.Equal((Id, 3, true), (accepted.Handle.RequestId, accepted.QueuePosition, accepted.Sandbox));
        Assert.Equal($"{Server.Url}fal-ai/flux/requests/{Id}/status", accepted.Handle.StatusUrl);
        var seen = Assert.Single(Server.Requests);
        Assert.Equal("POST", seen.Method);
        Assert.Equal("/fal-ai/flux/dev?fal_webhook=https%3A%2F%2Fh.example%2Fcb%3Fx%3D1%26g%3D2", seen.Path);
        Assert.Equal("Key kid:ksecret", seen.Header("Authorization"));
        Assert.Equal("application/json", seen.Header("Content-Type"));
        Assert.Equal("normal", seen.Header("x-fal-queue-priority"));
        Assert.True(JsonNode.DeepEquals(input, JsonNode.Parse(seen.Text)));
        Assert.Contains("17454220438242315174", seen.Text);
    }

    [Fact]
    public async Task Urls_of_another_origin_are_rebuilt_so_that_the_key_stays_home()
    {
        Server.Then(200, Accepted("https://evil.example"));

        var accepted = Assert.IsType<FalSubmission.Accepted>(await SubmitAsync());

        Assert.Equal($"{Server.Url}fal-ai/flux/requests/{Id}/status", accepted.Handle.StatusUrl);
        Assert.Equal($"{Server.Url}fal-ai/flux/requests/{Id}", accepted.Handle.ResponseUrl);
        Assert.Equal($"{Server.Url}fal-ai/flux/requests/{Id}/cancel", accepted.Handle.CancelUrl);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("1")]
    public async Task A_429_is_tried_again(string? retryAfter)
    {
        Server.Then(429, "{}", headers: retryAfter is null ? [] : [("Retry-After", retryAfter)]).Then(200, Accepted());

        Assert.IsType<FalSubmission.Accepted>(await SubmitAsync());

        Assert.Equal(2, Server.Requests.Count);
    }

    [Fact]
    public async Task A_pause_of_years_is_not_taken_at_its_word()
    {
        Server.Then(429, "{}", headers: ("Retry-After", "999999999"));

        Assert.Equal(TimeSpan.FromMinutes(10), Assert.IsType<FalSubmission.Rejected>(await SubmitAsync()).RetryAfter);
    }

    [Fact]
    public async Task A_429_that_does_not_end_is_a_rejection_and_says_when_to_come_back()
    {
        Server.Then(429, """{"detail":[{"loc":[],"msg":"slow down","type":"concurrent_requests_limit"}]}""",
            headers: ("Retry-After", "60"));

        var rejected = Assert.IsType<FalSubmission.Rejected>(await SubmitAsync());

        Assert.Equal((FalCode.RateLimited, true), (rejected.Error.Code, rejected.Error.Retryable));
        Assert.Equal(TimeSpan.FromSeconds(60), rejected.RetryAfter);
        Assert.Single(Server.Requests);
        AssertPlain(rejected.Error);
    }

    [Fact]
    public async Task A_503_with_a_time_to_come_back_is_tried_again()
    {
        Server.Then(503, Nginx, "text/html", ("Retry-After", "0")).Then(200, Accepted());

        Assert.IsType<FalSubmission.Accepted>(await SubmitAsync());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_5xx_is_uncertain_and_never_sent_twice(int status)
    {
        Server.Then(status, Nginx, "text/html").Then(200, Accepted());

        var uncertain = Assert.IsType<FalSubmission.Uncertain>(await SubmitAsync());

        Assert.Single(Server.Requests);
        AssertPlain(uncertain.Error);
    }

    [Fact]
    public async Task A_reset_after_the_request_was_taken_is_uncertain_and_never_sent_twice()
    {
        Server.ThenReset().Then(200, Accepted());

        var uncertain = Assert.IsType<FalSubmission.Uncertain>(await SubmitAsync());

        Assert.Equal(FalCode.Unavailable, uncertain.Error.Code);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_reset_after_an_earlier_429_is_uncertain_all_the_same()
    {
        Server.Then(429, "{}").ThenReset().Then(200, Accepted());

        Assert.IsType<FalSubmission.Uncertain>(await SubmitAsync());

        Assert.Equal(2, Server.Requests.Count);
    }

    [Fact]
    public async Task A_reset_on_a_connection_that_was_used_before_is_not_sent_twice_either()
    {
        Server.Then(200, Accepted()).ThenReset().Then(200, Accepted());
        Assert.IsType<FalSubmission.Accepted>(await SubmitAsync());

        Assert.IsType<FalSubmission.Uncertain>(await SubmitAsync());

        Assert.Equal(2, Server.Requests.Count);
    }

    [Fact]
    public async Task Silence_is_uncertain_and_never_sent_twice()
    {
        Hurry();
        Server.ThenHang();

        var uncertain = Assert.IsType<FalSubmission.Uncertain>(await SubmitAsync());

        Assert.Equal(FalCode.Timeout, uncertain.Error.Code);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task An_answer_that_stops_in_the_middle_is_uncertain()
    {
        Hurry();
        Server.Then(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"request_id\":");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        Assert.IsType<FalSubmission.Uncertain>(await SubmitAsync());

        Assert.Single(Server.Requests);
    }

    [Theory]
    [InlineData("{\"request_id\":")]
    [InlineData("[]")]
    [InlineData("{\"status\":\"IN_QUEUE\"}")]
    [InlineData("{\"request_id\":\"../../v1/keys\"}")]
    [InlineData("{\"request_id\":42}")]
    [InlineData("<html>ok</html>")]
    public async Task A_success_without_a_usable_id_is_uncertain(string body)
    {
        Server.Then(200, body);

        var uncertain = Assert.IsType<FalSubmission.Uncertain>(await SubmitAsync());

        Assert.Equal(FalCode.Malformed, uncertain.Error.Code);
    }

    [Fact]
    public async Task A_success_that_holds_an_error_is_a_rejection()
    {
        Server.Then(200, """{"detail":"Something <b>odd</b> at 10.0.0.1","error_type":"internal_error"}""");

        var rejected = Assert.IsType<FalSubmission.Rejected>(await SubmitAsync());

        Assert.Equal((FalCode.Failed, "internal_error"), (rejected.Error.Code, rejected.Error.ProviderType));
        AssertPlain(rejected.Error);
    }

    [Theory]
    [InlineData(403, """{"detail":"User is locked. Reason: Exhausted balance. Top up at fal.ai/dashboard/billing."}""", FalCode.Locked)]
    [InlineData(403, """{"detail":"User is locked. Reason: TOP_UP."}""", FalCode.Locked)]
    [InlineData(402, "", FalCode.Locked)]
    [InlineData(401, """{"detail":"Invalid key kid:ksecret"}""", FalCode.Unauthorized)]
    [InlineData(404, """{"detail":"Application not found"}""", FalCode.ModelUnknown)]
    [InlineData(400, """{"detail":"bad","error_type":"bad_request"}""", FalCode.RejectedInput)]
    [InlineData(422, """{"detail":[{"loc":["body","prompt"],"msg":"required","type":"missing"}]}""", FalCode.RejectedInput)]
    [InlineData(413, Nginx, FalCode.RejectedInput)]
    public async Task A_4xx_is_a_rejection(int status, string body, string code)
    {
        Server.Then(status, body);

        var rejected = Assert.IsType<FalSubmission.Rejected>(await SubmitAsync());

        Assert.Equal((code, false), (rejected.Error.Code, rejected.Error.Retryable));
        Assert.Single(Server.Requests);
        AssertPlain(rejected.Error);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    public async Task A_redirect_is_not_followed_with_the_key(int status)
    {
        await using var other = await ScriptedServer.StartAsync();
        other.Then(200, Accepted());
        Server.Then(status, "", headers: ("Location", other.Url.ToString()));

        Assert.IsType<FalSubmission.Rejected>(await SubmitAsync());

        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_refused_connection_is_a_rejection_worth_trying_again()
    {
        Settings.Use(Settings.Current.At(new Uri($"http://127.0.0.1:{ClosedPort()}"), ""));

        var rejected = Assert.IsType<FalSubmission.Rejected>(await SubmitAsync());

        Assert.Equal((FalCode.Unavailable, true), (rejected.Error.Code, rejected.Error.Retryable));
        AssertPlain(rejected.Error);
    }

    [Fact]
    public async Task A_provider_that_turns_us_away_and_then_vanishes_certainly_took_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Settings.Use(Settings.Current.At(new Uri($"http://{listener.LocalEndpoint}"), ""));
        var submit = SubmitAsync();
        using (var connection = await listener.AcceptTcpClientAsync())
        {
            listener.Stop();
            var stream = connection.GetStream();
            var taken = "";
            while (!taken.EndsWith('}')) taken += (char)stream.ReadByte();
            await stream.WriteAsync("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        }

        Assert.IsType<FalSubmission.Rejected>(await submit);
    }

    [Theory]
    [InlineData("flux")]
    [InlineData("fal-ai/../v1/keys")]
    [InlineData("fal-ai/flux?x=1")]
    [InlineData("http://127.0.0.1/x")]
    public async Task An_endpoint_that_is_none_reaches_nobody(string endpoint)
    {
        var rejected = Assert.IsType<FalSubmission.Rejected>(await Client.SubmitAsync(endpoint, []));

        Assert.Equal(FalCode.ModelUnknown, rejected.Error.Code);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task Cancelling_the_caller_throws()
    {
        Server.ThenHang();
        using var soon = new CancellationTokenSource(50);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client.SubmitAsync("fal-ai/flux/dev", [], null, soon.Token));
    }

    [Fact]
    public async Task A_broken_front_door_opens_the_circuit_and_that_is_a_rejection()
    {
        Server.Then(502, Nginx, "text/html");
        for (var i = 0; i < 20; i++) Assert.IsType<FalSubmission.Uncertain>(await SubmitAsync());

        var rejected = Assert.IsType<FalSubmission.Rejected>(await SubmitAsync());

        Assert.Equal((FalCode.Unavailable, true), (rejected.Error.Code, rejected.Error.Retryable));
        Assert.Equal(20, Server.Requests.Count);
        Server.Then(202, """{"status":"IN_QUEUE","queue_position":0}""");
        Assert.IsType<FalStatus.InQueue>(await Client.StatusAsync(Job));
    }

    private Task<FalSubmission> SubmitAsync() => Client.SubmitAsync("fal-ai/flux/dev", new JsonObject { ["prompt"] = "hi" });

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
