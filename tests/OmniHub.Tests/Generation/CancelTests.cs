using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OmniHub.Generation;
using Xunit;

namespace OmniHub.Tests.Generation;

/// <summary>Stopping and deleting, at every moment.</summary>
public sealed class CancelTests(GenerationApp studio) : IClassFixture<GenerationApp>
{
    private Visitor Ann => studio.Ann;

    [Fact]
    public async Task A_queued_job_is_taken_out_of_the_queue_and_costs_nothing()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).State = "IN_QUEUE";
        var before = await studio.BalanceAsync(Ann);
        var started = await studio.StartAsync(prompt);
        await studio.UntilStatusAsync(started, "queued");
        var answer = await Ann.Post($"/api/generations/{started["id"]}/cancel");
        Assert.Equal((200, "canceled"), (answer.Status, answer.Json["status"]!.GetValue<string>()));
        Assert.Equal(0, answer.Json["credits"]!.GetValue<decimal>());
        Assert.Null(answer.Json["error"]);
        Assert.Equal(before, await studio.BalanceAsync(Ann));
        Assert.Equal((409, "not_cancellable"), await CodeAsync(await Ann.Post($"/api/generations/{started["id"]}/cancel")));
    }

    [Fact]
    public async Task A_running_job_that_stops_is_canceled()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).State = "IN_PROGRESS";
        var started = await studio.StartAsync(prompt);
        await studio.UntilStatusAsync(started, "running");
        Assert.Equal(200, (await Ann.Post($"/api/generations/{started["id"]}/cancel")).Status);
        var done = await studio.EndOfAsync(started);
        Assert.Equal(("canceled", 0m), (done["status"]!.GetValue<string>(), done["credits"]!.GetValue<decimal>()));
    }

    [Fact]
    public async Task A_job_that_completes_all_the_same_is_delivered_and_charged()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).State = "IN_PROGRESS";
        studio.Fal.On(prompt).IgnoresCancel = true;
        var started = await studio.StartAsync(prompt);
        await studio.UntilStatusAsync(started, "running");
        var asked = await Ann.Post($"/api/generations/{started["id"]}/cancel");
        Assert.Equal((200, "running"), (asked.Status, asked.Json["status"]!.GetValue<string>()));
        studio.Fal.On(prompt).State = "COMPLETED";
        var done = await studio.EndOfAsync(started);
        Assert.Equal("completed", done["status"]!.GetValue<string>());
        Assert.True(done["credits"]!.GetValue<decimal>() > 0);
        Assert.Equal(1, studio.Fal.JobOf(prompt).Cancels);
    }

    [Fact]
    public async Task A_cancel_while_the_submit_is_on_its_way_reaches_the_provider_afterwards()
    {
        var prompt = studio.NewPrompt();
        var go = new TaskCompletionSource();
        studio.Fal.On(prompt).State = "IN_QUEUE";
        studio.Fal.On(prompt).BeforeAccept = async _ =>
        {
            await go.Task;
            return null;
        };
        var started = await studio.StartAsync(prompt);
        await App.Until(() => studio.RowAsync(Id(started)), row => row.Stage == Stage.Submitting && row.Input != null);
        var cancel = Ann.Post($"/api/generations/{started["id"]}/cancel");
        await App.Until(() => studio.RowAsync(Id(started)), row => row.CancelRequestedAt != null);
        go.SetResult();
        Assert.Equal(200, (await cancel).Status);
        var done = await studio.EndOfAsync(started);
        Assert.Equal(("canceled", 0m), (done["status"]!.GetValue<string>(), done["credits"]!.GetValue<decimal>()));
        Assert.Single(studio.Fal.Submits, p => p == prompt);
    }

    [Fact]
    public async Task A_cancel_that_races_the_end_has_one_outcome_and_the_right_charge()
    {
        var dan = await studio.App.SignUpAsync();
        var prompt = studio.NewPrompt();
        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => studio.StartAsync(prompt, by: dan)));
        var answers = await Task.WhenAll(all.Select(g => dan.Post($"/api/generations/{g["id"]}/cancel")));
        Assert.All(answers, a => Assert.True(a.Status is 200 or 409));
        decimal sum = 0;
        foreach (var started in all)
        {
            var done = await studio.EndOfAsync(started, dan);
            Assert.Equal(done["status"]!.GetValue<string>() == "completed", done["credits"]!.GetValue<decimal>() > 0);
            sum += done["credits"]!.GetValue<decimal>();
        }

        Assert.Equal((long)(sum * 1_000_000), await studio.ChargedAsync(dan));
        Assert.Equal(0, (await studio.BalanceAsync(dan)).Held.Value);
    }

    [Fact]
    public async Task A_deleted_generation_is_gone_with_its_files_and_the_ledger_stays()
    {
        var eve = await studio.App.SignUpAsync();
        var done = await studio.EndOfAsync(await studio.StartAsync(studio.NewPrompt(), by: eve), eve);
        var charged = await studio.ChargedAsync(eve);
        var files = FilesOf(Id(done));
        Assert.NotEmpty(files);
        Assert.Equal(204, (await eve.Delete($"/api/generations/{done["id"]}")).Status);
        Assert.Equal(404, (await eve.Get($"/api/generations/{done["id"]}")).Status);
        Assert.Equal(404, (await eve.Delete($"/api/generations/{done["id"]}")).Status);
        Assert.Equal(404, (await eve.Get(done["result"]!.GetValue<string>())).Status);
        Assert.Empty(FilesOf(Id(done)));
        Assert.Empty((await eve.Get("/api/generations")).Json["items"]!.AsArray());
        Assert.Equal(charged, await studio.ChargedAsync(eve));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deleting_what_runs_stops_it_first(bool completesAllTheSame)
    {
        var fay = await studio.App.SignUpAsync();
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).State = "IN_PROGRESS";
        studio.Fal.On(prompt).IgnoresCancel = completesAllTheSame;
        var started = await studio.StartAsync(prompt, by: fay);
        await App.Until(() => studio.RowAsync(Id(started)), row => row.Stage == Stage.Running);
        Assert.Equal(204, (await fay.Delete($"/api/generations/{started["id"]}")).Status);
        Assert.Equal(404, (await fay.Get($"/api/generations/{started["id"]}")).Status);
        await App.Until(() => Task.FromResult(studio.Fal.JobOf(prompt).Cancels), cancels => cancels > 0);
        studio.Fal.On(prompt).State = "COMPLETED";
        await App.Until(() => studio.BalanceAsync(fay), balance => balance.Held.Value == 0);
        await App.Until(() => studio.CountAsync(Id(started)), count => count == 0);
        Assert.Equal(completesAllTheSame, await studio.ChargedAsync(fay) > 0);
        await App.Until(() => Task.FromResult(FilesOf(Id(started)).Length), count => count == 0);
    }

    private static string Id(JsonNode generation) => generation["id"]!.GetValue<string>();

    // The folder is made with the first file.
    private string[] FilesOf(string id) => Path.Combine(studio.App.Folder, "media") is var folder && Directory.Exists(folder)
        ? Directory.GetFiles(folder, $"med_{id[4..]}*", SearchOption.AllDirectories)
        : [];

    private static Task<(int, string?)> CodeAsync(Answer answer) => Task.FromResult((answer.Status, answer.Code));
}
