using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OmniHub.Generation;
using Xunit;

namespace OmniHub.Tests.Generation;

/// <summary>The provider at its worst: every row ends, with the right charge, and nothing is bought twice.</summary>
public sealed class FaultTests(GenerationApp studio) : IClassFixture<GenerationApp>
{
    private static readonly object ContentError = new { detail = new[] { new { loc = new[] { "body", "prompt" }, msg = "flagged", type = "content_policy_violation" } } };

    [Theory]
    [InlineData("429")]
    [InlineData("429 once more")]
    public async Task A_submit_that_was_turned_away_is_tried_again(string how)
    {
        var prompt = studio.NewPrompt(how);
        var left = 3;
        studio.Fal.On(prompt).BeforeAccept = _ => Task.FromResult<IResult?>(Interlocked.Decrement(ref left) >= 0 ? Results.Json(new { detail = "slow down" }, statusCode: 429) : null);
        var done = await studio.EndOfAsync(await studio.StartAsync(prompt));
        Assert.Equal("completed", done["status"]!.GetValue<string>());
        Assert.Single(studio.Fal.Jobs.Values, j => j.Prompt == prompt);
    }

    [Theory]
    [InlineData(400, "provider_rejected_input")]
    [InlineData(401, "provider_unauthorized")]
    [InlineData(404, "provider_model_unknown")]
    public async Task A_submit_that_was_refused_is_a_plain_sentence_and_costs_nothing(int status, string code)
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).BeforeAccept = _ => Task.FromResult<IResult?>(Results.Json(new { detail = "SECRET provider words", error_type = "bad_request" }, statusCode: status));
        await FailsAsync(prompt, code);
        Assert.Single(studio.Fal.Submits, p => p == prompt);
    }

    [Fact]
    public async Task A_provider_that_turns_away_for_ever_ends_in_a_failure()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).BeforeAccept = _ => Task.FromResult<IResult?>(Results.Json(new { detail = "slow down" }, statusCode: 429));
        var started = await studio.StartAsync(prompt);
        var done = await EndAsTimeGoesByAsync(started, TimeSpan.FromSeconds(20));
        Assert.Equal(("failed", "provider_rate_limited"), (done["status"]!.GetValue<string>(), done["error"]!["code"]!.GetValue<string>()));
        Assert.Equal(0, done["credits"]!.GetValue<decimal>());
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("hang")]
    [InlineData("500")]
    [InlineData("malformed")]
    public async Task A_submit_whose_answer_was_lost_is_found_and_completed_once(string how)
    {
        var prompt = studio.NewPrompt(how);
        studio.Fal.On(prompt).AfterAccept = http => LoseAsync(http, how);
        var started = await studio.StartAsync(prompt);
        var done = await studio.EndOfAsync(started);
        Assert.Equal("completed", done["status"]!.GetValue<string>());
        Assert.Single(studio.Fal.Submits, p => p == prompt);
        Assert.Equal(studio.Fal.JobOf(prompt).Id, (await studio.RowAsync(Id(started))).RequestId);
    }

    [Fact]
    public async Task Twins_whose_answers_were_lost_never_share_a_job()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).AfterAccept = http => LoseAsync(http, "reset");
        var twins = await Task.WhenAll(studio.StartAsync(prompt), studio.StartAsync(prompt), studio.StartAsync(prompt));
        foreach (var twin in twins) Assert.Equal("completed", (await studio.EndOfAsync(twin))["status"]!.GetValue<string>());
        var requests = await Task.WhenAll(twins.Select(async t => (await studio.RowAsync(Id(t))).RequestId));
        Assert.Equal(3, requests.Distinct().Count());
        Assert.Equal(3, studio.Fal.Submits.Count(p => p == prompt));
    }

    [Fact]
    public async Task A_submit_that_is_not_found_is_given_up_released_and_never_sent_again()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).BeforeAccept = http => LoseAsync(http, "reset");
        var before = await studio.BalanceAsync(studio.Ann);
        var started = await studio.StartAsync(prompt);
        await App.Until(() => studio.RowAsync(Id(started)), row => row.Stage == Stage.Reconciling);
        Assert.Equal("pending", (await studio.Ann.Get($"/api/generations/{started["id"]}")).Json["status"]!.GetValue<string>());

        await studio.SkipAsync(TimeSpan.FromMinutes(9));
        await App.Until(() => studio.RowAsync(Id(started)), row => row.NextPollAt > studio.Clock.GetUtcNow());
        Assert.Equal("pending", (await studio.Ann.Get($"/api/generations/{started["id"]}")).Json["status"]!.GetValue<string>());
        await studio.SkipAsync(TimeSpan.FromMinutes(2));
        var done = await studio.EndOfAsync(started);
        Assert.Equal(("failed", "provider_unavailable"), (done["status"]!.GetValue<string>(), done["error"]!["code"]!.GetValue<string>()));
        Assert.Equal(before, await studio.BalanceAsync(studio.Ann));
        Assert.Single(studio.Fal.Submits, p => p == prompt);
    }

    [Theory]
    [InlineData("429")]
    [InlineData("500")]
    [InlineData("403")]
    [InlineData("hang")]
    [InlineData("reset")]
    [InlineData("malformed")]
    [InlineData("unknown word")]
    public async Task Polls_that_fail_lose_nothing(string how)
    {
        var prompt = studio.NewPrompt(how);
        var left = 3;
        studio.Fal.On(prompt).OnStatus = (http, _) => Interlocked.Decrement(ref left) < 0 ? Task.FromResult<IResult?>(null) : LoseAsync(http, how);
        var done = await studio.EndOfAsync(await studio.StartAsync(prompt));
        Assert.Equal("completed", done["status"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("500")]
    [InlineData("hang")]
    [InlineData("reset")]
    [InlineData("malformed")]
    public async Task Results_that_fail_to_come_are_asked_for_again(string how)
    {
        var prompt = studio.NewPrompt(how);
        var left = 2;
        studio.Fal.On(prompt).OnResult = (http, _) => Interlocked.Decrement(ref left) < 0 ? Task.FromResult<IResult?>(null) : LoseAsync(http, how);
        var done = await studio.EndOfAsync(await studio.StartAsync(prompt));
        Assert.Equal("completed", done["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_completed_job_that_is_an_error_fails_in_plain_words()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).OnResult = (_, _) => Task.FromResult<IResult?>(Results.Json(ContentError, statusCode: 422));
        await FailsAsync(prompt, "content_rejected");
    }

    [Fact]
    public async Task A_lost_job_fails_and_is_released()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).OnStatus = (_, _) => Task.FromResult<IResult?>(Results.Json(new { status = "NOT_FOUND" }, statusCode: 404));
        await FailsAsync(prompt, "job_lost");
    }

    [Fact]
    public async Task An_output_without_media_fails_and_is_released()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).Output = _ => new { seed = 5, timings = new { inference = 1.5 } };
        await FailsAsync(prompt, "provider_no_media");
    }

    [Fact]
    public async Task A_job_that_never_ends_is_cancelled_at_its_deadline()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).State = "IN_PROGRESS";
        var started = await studio.StartAsync(prompt);
        await studio.UntilStatusAsync(started, "running");
        await studio.SkipAsync(TimeSpan.FromMinutes(11));
        var done = await studio.EndOfAsync(started);
        Assert.Equal(("failed", "provider_timeout"), (done["status"]!.GetValue<string>(), done["error"]!["code"]!.GetValue<string>()));
        Assert.Equal(0, done["credits"]!.GetValue<decimal>());
        Assert.Equal(1, studio.Fal.JobOf(prompt).Cancels);
    }

    [Fact]
    public async Task A_file_that_is_late_is_fetched_when_it_is_there()
    {
        var prompt = studio.NewPrompt();
        var name = $"{Guid.NewGuid():n}.png";
        studio.Fal.On(prompt).Output = fal => new { image = new { url = $"{fal.Url}/files/{name}" } };
        var started = await studio.StartAsync(prompt);
        await App.Until(() => studio.RowAsync(Id(started)), row => row is { Stage: Stage.Storing, Attempts: > 0 });
        studio.Fal.Put(name, TestMedia.Png(30, 20), "application/octet-stream");
        Assert.Equal("completed", (await studio.EndOfAsync(started))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_expired_file_is_retried_for_a_while_and_then_not_charged()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).Units = "1";
        studio.Fal.On(prompt).Output = fal => new { images = new[] { new { url = $"{fal.Url}/files/gone.png" } } };
        var before = await studio.BalanceAsync(studio.Ann);
        var started = await studio.StartAsync(prompt);
        await App.Until(() => studio.RowAsync(Id(started)), row => row is { Stage: Stage.Storing, Attempts: > 1 });
        var done = await EndAsTimeGoesByAsync(started, TimeSpan.FromSeconds(40));
        Assert.Equal("failed", done["status"]!.GetValue<string>());
        Assert.Contains("could not deliver", done["error"]!["message"]!.GetValue<string>());
        Assert.Equal(0, done["credits"]!.GetValue<decimal>());
        Assert.Equal(before, await studio.BalanceAsync(studio.Ann));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("cut")]
    [InlineData("video")]
    public async Task A_file_that_is_no_picture_is_not_delivered(string kind)
    {
        var prompt = studio.NewPrompt(kind);
        var bytes = kind switch { "text" => "<html>"u8.ToArray(), "cut" => TestMedia.Png(300, 200)[..200], _ => TestMedia.Webm(64, 64, 1000) };
        studio.Fal.On(prompt).Output = fal => new { images = new[] { new { url = fal.Put($"bad-{kind}.png", bytes, "image/png") } } };
        var started = await studio.StartAsync(prompt);
        var done = await EndAsTimeGoesByAsync(started, TimeSpan.FromSeconds(20));
        Assert.Equal(("failed", "provider_file_refused"), (done["status"]!.GetValue<string>(), done["error"]!["code"]!.GetValue<string>()));
        Assert.Equal(0, done["credits"]!.GetValue<decimal>());
    }

    private static string Id(JsonNode generation) => generation["id"]!.GetValue<string>();

    private async Task FailsAsync(string prompt, string code)
    {
        var before = await studio.BalanceAsync(studio.Ann);
        var done = await studio.EndOfAsync(await studio.StartAsync(prompt));
        Assert.Equal(("failed", code), (done["status"]!.GetValue<string>(), done["error"]!["code"]!.GetValue<string>()));
        Assert.DoesNotContain("SECRET", done.ToJsonString());
        Assert.Null(done["result"]);
        Assert.Equal(0, done["credits"]!.GetValue<decimal>());
        Assert.Equal(before, await studio.BalanceAsync(studio.Ann));
    }

    private async Task<JsonNode> EndAsTimeGoesByAsync(JsonNode generation, TimeSpan step) => await App.Until(
        async () =>
        {
            await studio.SkipAsync(step);
            await Task.Delay(200);
            return (await studio.Ann.Get($"/api/generations/{generation["id"]}")).Json;
        },
        g => g["completedAt"] is not null);

    private static async Task<IResult?> LoseAsync(HttpContext http, string how)
    {
        switch (how)
        {
            case "reset":
                http.Abort();
                return Results.Empty;
            case "hang":
                await Task.Delay(TimeSpan.FromSeconds(4), http.RequestAborted).ContinueWith(_ => { });
                return Results.Empty;
            case "malformed": return Results.Text("{\"status\": \"IN_", "application/json");
            case "unknown word": return Results.Json(new { status = "THINKING", request_id = "x" });
            default: return Results.Text("upstream trouble", "text/plain", statusCode: int.Parse(how, System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
