namespace OmniHub.Providers.Tests;

public sealed class ResultTests : FalTests
{
    [Fact]
    public async Task A_result_keeps_every_digit_and_tells_its_units()
    {
        Server.Then(200, """{"images":[{"url":"https://v3.fal.media/files/a.png"}],"seed":17454220438242315174}""", headers:
        [
            ("x-fal-request-id", Id), ("X-Fal-Billable-Units", "1.04857600"), ("X-OmniHub-Sandbox", "true"),
            ("X-Fal-Served-From", "fal-ai/flux-2"),
        ]);

        var output = Assert.IsType<FalResult.Output>(await Client.ResultAsync(Job));

        Assert.Equal(17454220438242315174UL, output.Body.GetProperty("seed").GetUInt64());
        Assert.Equal((1.048576m, "fal-ai/flux-2", true), (output.BillableUnits, output.ServedFrom, output.Sandbox));
        Assert.Equal($"/fal-ai/flux/requests/{Id}", Assert.Single(Server.Requests).Path);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("1e400")]
    [InlineData("many")]
    [InlineData("")]
    public async Task Units_that_are_none_are_unknown(string units)
    {
        Server.Then(200, """{"images":[]}""", headers: ("X-Fal-Billable-Units", units));

        Assert.Null(Assert.IsType<FalResult.Output>(await Client.ResultAsync(Job)).BillableUnits);
    }

    [Theory]
    [InlineData(400, """{"detail":"Request is still in progress"}""")]
    [InlineData(400, """{"detail":"Request is not completed yet"}""")]
    [InlineData(202, """{"status":"IN_PROGRESS"}""")]
    [InlineData(200, """{"status":"IN_QUEUE","request_id":"x","queue_position":0,"status_url":"y"}""")]
    public async Task Too_early_is_not_a_failure(int status, string body)
    {
        Server.Then(status, body, headers: ("x-fal-request-id", Id));

        Assert.IsType<FalResult.NotReady>(await Client.ResultAsync(Job));
    }

    [Theory]
    [InlineData(404, """{"status":"NOT_FOUND"}""")]
    [InlineData(404, """{"detail":"Request not found"}""")]
    [InlineData(410, "")]
    public async Task An_expired_result_is_gone(int status, string body)
    {
        Server.Then(status, body);

        Assert.IsType<FalResult.Gone>(await Client.ResultAsync(Job));
    }

    public static TheoryData<int, string, string, bool, string> Failures => new()
    {
        { 422, Model("prompt", "field required", "value_error.missing"), FalCode.RejectedInput, false, "The option prompt is missing." },
        { 422, Model("image_url", "x", "image_too_large", """{"max_height":1024,"max_width":2048}"""), FalCode.RejectedInput, false,
            "The picture is too large for this model: at most 2048 x 1024 pixels." },
        { 422, Model("num_images", "x", "less_than_equal", """{"le":4}"""), FalCode.RejectedInput, false,
            "The option num_images must be smaller: at most 4." },
        { 422, Model("video", "x", "unsupported_video_format", """{"supported_formats":[".mp4",".webm","<script>"]}"""),
            FalCode.RejectedInput, false, "The model does not read this kind of file; it reads .mp4, .webm." },
        { 422, Model("prompt", "x", "content_policy_violation"), FalCode.ContentRejected, false,
            "The provider's safety rules refused this request." },
        { 422, Model("prompt", "Flagged by a content checker", "value_error"), FalCode.ContentRejected, false,
            "The provider's safety rules refused this request." },
        { 422, """{"detail":"NSFW content detected in <b>input</b>"}""", FalCode.ContentRejected, false,
            "The provider's safety rules refused this request." },
        { 422, """{"detail":"a string from the app at http://10.0.0.1"}""", FalCode.RejectedInput, false,
            "The model did not accept this request." },
        { 422, Model("<img src=x>", "<script>", "made_up_type"), FalCode.RejectedInput, false, "The model did not accept this request." },
        { 422, Model("body", "x", "no_media_generated"), FalCode.NoMedia, false, "The model finished without a picture or video." },
        { 422, "not json", FalCode.RejectedInput, false, "The model did not accept this request." },
        { 500, Model("body", "x", "internal_server_error"), FalCode.Failed, true, "The provider could not finish this job." },
        { 500, Model("body", "x", "downstream_service_unavailable"), FalCode.Unavailable, true,
            "The provider's machines could not finish this job." },
        { 400, Model("body", "x", "downstream_service_error"), FalCode.Failed, true, "The provider could not finish this job." },
        { 504, Model("body", "x", "generation_timeout"), FalCode.Timeout, true, "The provider ran out of time for this job." },
        { 500, """{"detail":"Internal Server Error"}""", FalCode.Failed, true, "The provider could not finish this job." },
        { 503, """{"detail":"x","error_type":"runner_scheduling_failure"}""", FalCode.Unavailable, true,
            "The provider's machines could not finish this job." },
        { 499, """{"detail":"x","error_type":"client_cancelled"}""", FalCode.Canceled, false, "The job was canceled." },
        { 404, """{"detail":"Path /x not found"}""", FalCode.ModelUnknown, false, "The provider does not offer this model any more." },
        { 200, """{"detail":"oh","error_type":"internal_error"}""", FalCode.Failed, true, "The provider could not finish this job." },
        { 200, """{"status":"ERROR","error":"Invalid status code: 500"}""", FalCode.Failed, false,
            "The provider could not finish this job." },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task The_jobs_own_failure_is_final_and_told_in_our_words(
        int status, string body, string code, bool retryable, string message)
    {
        Server.Then(status, body, headers: ("x-fal-request-id", Id));

        var failed = Assert.IsType<FalResult.Failed>(await Client.ResultAsync(Job));

        Assert.Equal((code, retryable, message), (failed.Error.Code, failed.Error.Retryable, failed.Error.Message));
        AssertPlain(failed.Error);
    }

    [Theory]
    [InlineData("X-Fal-Retryable", "true", true)]
    [InlineData("X-Fal-Retryable", "False", false)]
    [InlineData("X-Fal-Needs-Retry", "1", true)]
    public async Task Fals_advice_on_retrying_comes_before_ours(string header, string value, bool retryable)
    {
        var (status, type) = retryable ? (422, "image_load_error") : (500, "internal_server_error");
        Server.Then(status, Model("body", "x", type), headers: (header, value));

        Assert.Equal(retryable, Assert.IsType<FalResult.Failed>(await Client.ResultAsync(Job)).Error.Retryable);
        Assert.Single(Server.Requests);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("2.5", 2.5)]
    public async Task A_422_can_be_billed(string units, double billed)
    {
        Server.Then(422, Model("prompt", "x", "content_policy_violation"), headers: ("x-fal-billable-units", units));

        Assert.Equal((decimal)billed, Assert.IsType<FalResult.Failed>(await Client.ResultAsync(Job)).Error.BilledUnits);
    }

    [Fact]
    public async Task A_start_deadline_that_passed_is_final_and_asked_for_once()
    {
        Server.Then(504, """{"detail":"Request timed out","error_type":"request_timeout"}""",
            headers: ("X-Fal-Request-Timeout-Type", "user"));

        var failed = Assert.IsType<FalResult.Failed>(await Client.ResultAsync(Job));

        Assert.Equal((FalCode.Timeout, false), (failed.Error.Code, failed.Error.Retryable));
        Assert.Single(Server.Requests);
    }

    [Theory]
    [InlineData(500, Nginx, "text/html", FalCode.Unavailable)]
    [InlineData(502, Nginx, "text/html", FalCode.Unavailable)]
    [InlineData(503, "", "text/plain", FalCode.Unavailable)]
    [InlineData(504, Nginx, "text/html", FalCode.Timeout)]
    [InlineData(500, """{"detail":"upstream"}""", "application/json", FalCode.Unavailable)]
    [InlineData(403, """{"detail":"User is locked. Reason: TOP_UP."}""", "application/json", FalCode.Locked)]
    [InlineData(401, "{}", "application/json", FalCode.Unauthorized)]
    [InlineData(429, "{}", "application/json", FalCode.RateLimited)]
    [InlineData(404, "<html></html>", "text/html", FalCode.Malformed)]
    [InlineData(200, "{\"images\":[", "application/json", FalCode.Malformed)]
    [InlineData(200, "<html>login</html>", "text/html", FalCode.Malformed)]
    [InlineData(200, "[1]", "application/json", FalCode.Malformed)]
    [InlineData(200, "", "application/json", FalCode.Malformed)]
    [InlineData(301, "", "text/html", FalCode.Unavailable)]
    public async Task Trouble_on_the_way_is_not_the_end_of_the_job(int status, string body, string type, string code)
    {
        Server.Then(status, body, type);

        var transient = Assert.IsType<FalResult.Transient>(await Client.ResultAsync(Job));

        Assert.Equal((code, true), (transient.Error.Code, transient.Error.Retryable));
        AssertPlain(transient.Error);
    }

    [Fact]
    public async Task A_result_survives_a_bad_moment()
    {
        Server.Then(502, Nginx, "text/html").ThenReset().Then(200, """{"video":{"url":"https://v3.fal.media/files/a.mp4"}}""");

        Assert.IsType<FalResult.Output>(await Client.ResultAsync(Job));
    }

    [Fact]
    public async Task Half_an_emoji_broken_bytes_and_a_mark_in_front_do_not_lose_a_result()
    {
        byte[] body = [0xEF, 0xBB, 0xBF, .. """{"prompt":"\ud83d\ude00 \uD83D \\ud83d \ude00 """u8, 0xFF, .. "\"}"u8];
        Server.Then(context => context.Response.Body.WriteAsync(body).AsTask());

        var output = Assert.IsType<FalResult.Output>(await Client.ResultAsync(Job));

        Assert.Equal("😀 \ufffd \\ud83d \ufffd \ufffd", output.Body.GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task A_wrong_content_type_on_good_json_is_forgiven()
    {
        Server.Then(200, """{"images":[]}""", "text/plain");

        Assert.IsType<FalResult.Output>(await Client.ResultAsync(Job));
    }

    [Fact]
    public async Task An_endless_result_ends()
    {
        Server.Then(async context =>
        {
            context.Response.ContentType = "application/json";
            var chunk = new byte[4 << 20];
            chunk.AsSpan().Fill((byte)' ');
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
        });

        Assert.IsType<FalResult.Transient>(await Client.ResultAsync(Job));
    }

    [Theory]
    [InlineData(202, """{"status":"CANCELLATION_REQUESTED"}""", false)]
    [InlineData(200, """{"status":"OK"}""", true)]
    [InlineData(200, """{"success":true}""", false)]
    [InlineData(204, "", false)]
    public async Task A_cancel_is_asked_for(int status, string body, bool removed)
    {
        Server.Then(status, status == 204 ? "" : body);

        Assert.Equal(new FalCancellation.Requested(removed), await Client.CancelAsync(Job));
        var seen = Assert.Single(Server.Requests);
        Assert.Equal(("PUT", $"/fal-ai/flux/requests/{Id}/cancel"), (seen.Method, seen.Path));
    }

    [Theory]
    [InlineData(400, """{"status":"ALREADY_COMPLETED"}""", typeof(FalCancellation.AlreadyCompleted))]
    [InlineData(200, """{"status":"ALREADY_COMPLETED"}""", typeof(FalCancellation.AlreadyCompleted))]
    [InlineData(404, """{"status":"NOT_FOUND"}""", typeof(FalCancellation.NotFound))]
    [InlineData(403, """{"detail":"User is locked."}""", typeof(FalCancellation.Transient))]
    [InlineData(502, Nginx, typeof(FalCancellation.Transient))]
    public async Task A_cancel_that_changes_nothing_says_why(int status, string body, Type expected)
    {
        Server.Then(status, body);

        Assert.IsType(expected, await Client.CancelAsync(Job));
    }

    [Fact]
    public async Task A_handle_that_no_submit_made_is_a_bug() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Client.ResultAsync(new("fal-ai/flux", "../../../v1/keys")));

    private static string Model(string loc, string msg, string type, string ctx = "null") =>
        $$"""{"detail":[{"loc":["body","{{loc}}"],"msg":"{{msg}}","type":"{{type}}","url":"https://docs.fal.ai/errors/","ctx":{{ctx}}}]}""";
}
