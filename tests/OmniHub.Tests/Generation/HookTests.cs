using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OmniHub.Generation;
using Xunit;

namespace OmniHub.Tests.Generation;

/// <summary>fal's deliveries: hints, checked and never believed.</summary>
public sealed class HookTests(GenerationApp studio) : IClassFixture<GenerationApp>
{
    [Fact]
    public async Task A_signed_delivery_makes_us_look_and_a_repeat_changes_nothing()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).State = "IN_PROGRESS";
        var started = await studio.StartAsync(prompt);
        await studio.UntilStatusAsync(started, "running");
        var job = studio.Fal.JobOf(prompt);
        Assert.StartsWith("https://studio.example.com/webhooks/fal?", job.Webhook);

        // It claims success; the provider itself says otherwise, and only that counts.
        Assert.Equal(200, (await DeliverAsync(job.Id)).Status);
        Assert.Equal("running", (await studio.Ann.Get($"/api/generations/{started["id"]}")).Json["status"]!.GetValue<string>());
        studio.Fal.On(prompt).State = "COMPLETED";
        var before = await studio.ChargedAsync(studio.Ann);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => DeliverAsync(job.Id)));
        Assert.All(answers, a => Assert.Equal(200, a.Status));
        var done = await studio.EndOfAsync(started);
        Assert.Equal("completed", done["status"]!.GetValue<string>());
        Assert.Equal(200, (await DeliverAsync(job.Id)).Status);
        Assert.Equal(before + (long)(done["credits"]!.GetValue<decimal>() * 1_000_000), await studio.ChargedAsync(studio.Ann));
    }

    [Fact]
    public async Task Unsigned_forged_stale_and_changed_deliveries_are_401_and_unknown_ones_nothing()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).State = "IN_PROGRESS";
        var started = await studio.StartAsync(prompt);
        await studio.UntilStatusAsync(started, "running");
        var id = studio.Fal.JobOf(prompt).Id;
        var body = BodyOf(id);
        var good = studio.Fal.Sign(id, body, studio.Clock.GetUtcNow());
        Assert.Equal(401, (await SendAsync(body)).Status);
        Assert.Equal(401, (await SendAsync(body, [.. good[..3], ("X-Fal-Webhook-Signature", new string('a', 128))])).Status);
        Assert.Equal(401, (await SendAsync(body + " ", good)).Status);
        Assert.Equal(401, (await SendAsync(body, studio.Fal.Sign(id, body, studio.Clock.GetUtcNow().AddMinutes(-10)))).Status);
        Assert.Equal(200, (await DeliverAsync("00000000-0000-0000-0000-000000000000")).Status);
        Assert.Equal("running", (await studio.Ann.Get($"/api/generations/{started["id"]}")).Json["status"]!.GetValue<string>());
        await studio.Ann.Post($"/api/generations/{started["id"]}/cancel");
    }

    [Fact]
    public async Task A_delivery_brings_back_a_submit_whose_answer_was_lost_but_only_with_its_nonce()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).IsListed = false;
        studio.Fal.On(prompt).AfterAccept = http =>
        {
            http.Abort();
            return Task.FromResult<IResult?>(Results.Empty);
        };
        var started = await studio.StartAsync(prompt);
        await App.Until(() => studio.RowAsync(started["id"]!.GetValue<string>()), row => row.Stage == Stage.Reconciling);
        var job = studio.Fal.JobOf(prompt);
        var query = new Uri(job.Webhook!).Query;
        Assert.Equal(200, (await DeliverAsync(job.Id, query[..^4] + "0000")).Status);
        Assert.Equal(Stage.Reconciling, (await studio.RowAsync(started["id"]!.GetValue<string>())).Stage);
        Assert.Equal(200, (await DeliverAsync(job.Id, query)).Status);
        Assert.Equal("completed", (await studio.EndOfAsync(started))["status"]!.GetValue<string>());
        Assert.Single(studio.Fal.Submits, p => p == prompt);
    }

    private Task<Answer> DeliverAsync(string requestId, string query = "")
    {
        var body = BodyOf(requestId);
        return SendAsync(body, studio.Fal.Sign(requestId, body, studio.Clock.GetUtcNow()), query);
    }

    private static string BodyOf(string requestId) => new JsonObject { ["request_id"] = requestId, ["status"] = "OK", ["payload"] = new JsonObject() }.ToJsonString();

    private Task<Answer> SendAsync(string body, (string, string)[]? headers = null, string query = "") =>
        studio.App.Anyone().Post("/webhooks/fal" + query, new StringContent(body, Encoding.UTF8, "application/json"), headers ?? []);
}
