using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Billing;
using OmniHub.Generation;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Generation;

/// <summary>A second app on the data of one that died: every row goes on from where it stood, once.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private readonly GenerationApp studio = new();

    public async ValueTask InitializeAsync() => await studio.InitializeAsync();

    public ValueTask DisposeAsync() => studio.DisposeAsync();

    [Fact]
    public async Task What_died_in_the_middle_of_the_submit_is_looked_for_at_once_and_not_sent_again()
    {
        var prompt = studio.NewPrompt();
        var answerNever = new TaskCompletionSource();
        studio.Fal.On(prompt).AfterAccept = async http =>
        {
            await answerNever.Task.WaitAsync(http.RequestAborted).ContinueWith(_ => { });
            return Results.Empty;
        };
        var started = await studio.StartAsync(prompt);
        await App.Until(() => Task.FromResult(studio.Fal.Jobs.Values.Any(j => j.Prompt == prompt)), accepted => accepted);
        Assert.Equal(Stage.Submitting, (await studio.RowAsync(Id(started))).Stage);

        await using var second = studio.Restart();
        var done = await EndAsync(second, started);
        Assert.Equal("completed", done["status"]!.GetValue<string>());
        Assert.Single(studio.Fal.Submits, p => p == prompt);
        answerNever.SetResult();
    }

    [Theory]
    [InlineData("held and written, nothing sent")]
    [InlineData("claimed, nothing sent")]
    public async Task What_was_certainly_not_sent_is_sent(string moment)
    {
        var prompt = studio.NewPrompt();
        var done = await CrashedAtAsync(prompt, moment.StartsWith("held", StringComparison.Ordinal)
            ? row => row.SetProperty(g => g.Stage, Stage.Pending)
            : row => row.SetProperty(g => g.Stage, Stage.Submitting).SetProperty(g => g.Lease, "dead").SetProperty(g => g.NextPollAt, studio.Clock.GetUtcNow().AddMinutes(3)));
        Assert.Equal("completed", done["status"]!.GetValue<string>());
        Assert.Equal(2, studio.Fal.Submits.Count(p => p == prompt));
    }

    [Theory]
    [InlineData("running")]
    [InlineData("storing")]
    public async Task What_was_at_the_provider_is_fetched(string word)
    {
        var stage = Enum.Parse<Stage>(word, true);
        var prompt = studio.NewPrompt();
        var done = await CrashedAtAsync(prompt, row => row.SetProperty(g => g.Stage, stage).SetProperty(g => g.Lease, "dead")
            .SetProperty(g => g.NextPollAt, studio.Clock.GetUtcNow().AddMinutes(12)), keepRequest: true);
        Assert.Equal("completed", done["status"]!.GetValue<string>());
        Assert.Single(studio.Fal.Submits, p => p == prompt);
        Assert.Single(done["results"]!.AsArray());
    }

    [Fact]
    public async Task What_was_decided_is_settled_and_shown()
    {
        var started = await studio.StartAsync(studio.NewPrompt());
        await studio.EndOfAsync(started);
        await studio.App.In<GenerationDb, int>(db => db.Generations.Where(g => g.Id == Id(started)).ExecuteUpdateAsync(row => row
            .SetProperty(g => g.Stage, Stage.Settling).SetProperty(g => g.ChargedMicros, (long?)null).SetProperty(g => g.SettledAt, (DateTimeOffset?)null)
            .SetProperty(g => g.NextPollAt, studio.Clock.GetUtcNow().AddSeconds(15))));
        var charged = await studio.ChargedAsync(studio.Ann);

        await using var second = studio.Restart();
        var done = await EndAsync(second, started);
        Assert.Equal("completed", done["status"]!.GetValue<string>());
        Assert.Equal(charged, (long)(done["credits"]!.GetValue<decimal>() * Micros.PerCredit));
        Assert.Equal(charged, await studio.ChargedAsync(studio.Ann));
    }

    [Fact]
    public async Task A_hold_whose_row_was_never_written_is_given_back_at_its_review()
    {
        var id = OmniHub.Kernel.Id.New("gen");
        var held = await studio.App.In<ICredits, HoldResult>(credits => credits.HoldAsync(
            new(id, studio.Ann.Id!, new(5000), "generation", studio.Clock.GetUtcNow().AddMinutes(2), [], new(studio.Ann.Id!, null, null, null, null, "dead")), default));
        Assert.IsType<HoldResult.Held>(held);
        studio.Clock.Skip(TimeSpan.FromMinutes(3));
        await studio.App.Sweep("billing.settle-holds");
        Assert.Equal(0, (await studio.BalanceAsync(studio.Ann)).Held.Value);
    }

    [Fact]
    public async Task A_request_that_died_between_hold_and_row_is_held_and_charged_anew_when_it_is_repeated()
    {
        var (operation, prompt) = (OmniHub.Kernel.Id.New("x")[2..], studio.NewPrompt());
        var workspaceId = (await studio.Ann.Get("/api/auth/me")).Json["user"]!["defaultWorkspaceId"]!.GetValue<string>();
        await studio.App.In<ICredits, int>(async credits =>
        {
            await credits.HoldAsync(
                new($"gen_{operation}", studio.Ann.Id!, new(3000), "generation", studio.Clock.GetUtcNow(), [], new(studio.Ann.Id!, null, null, null, null, "dead")), default);
            await credits.SettleAsync($"gen_{operation}", default);
            return 0;
        });
        var order = new StartOrder(operation, studio.Ann.Id!, null, workspaceId, null, [GenerationApp.Image], prompt, null, false, null);
        var first = Assert.IsType<StartResult.Started>(await studio.App.In<StartRuns, StartResult>(runs => runs.StartAsync(order, default)));
        var again = Assert.IsType<StartResult.Started>(await studio.App.In<StartRuns, StartResult>(runs => runs.StartAsync(order, default)));
        Assert.Equal(first.Rows.Single().Id, again.Rows.Single().Id);

        var done = await EndAsync(studio.App, new JsonObject { ["id"] = first.Rows.Single().Id });
        Assert.Equal("completed", done["status"]!.GetValue<string>());
        Assert.True(done["credits"]!.GetValue<decimal>() > 0);
        Assert.Equal((long)(done["credits"]!.GetValue<decimal>() * Micros.PerCredit), await studio.ChargedAsync(studio.Ann));
        Assert.Single(studio.Fal.Submits, p => p == prompt);
    }

    [Fact]
    public async Task A_charge_that_could_not_be_settled_in_time_is_settled_by_the_sweep()
    {
        var started = await studio.StartAsync(studio.NewPrompt());
        var done = await studio.EndOfAsync(started);
        await studio.App.In<GenerationDb, int>(db => db.Generations.Where(g => g.Id == Id(started)).ExecuteUpdateAsync(row => row
            .SetProperty(g => g.ChargedMicros, (long?)null).SetProperty(g => g.SettledAt, (DateTimeOffset?)null)));
        Assert.Null((await studio.Ann.Get($"/api/generations/{started["id"]}")).Json["credits"]);
        await studio.App.Sweep("generation.settle");
        Assert.Equal(done["credits"]!.GetValue<decimal>(), (await studio.Ann.Get($"/api/generations/{started["id"]}")).Json["credits"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task Files_that_no_row_knows_and_uploads_that_nobody_used_are_cleaned_up()
    {
        var done = await studio.EndOfAsync(await studio.StartAsync(studio.NewPrompt()));
        var upload = await MediaTests.UploadAsync(studio.Ann, TestMedia.Png(8, 8), "image/png");
        var store = new MediaStore(new Database(studio.App.Folder, "", false));
        using (var file = store.CreateTemporary()) store.Keep(file, [1], "med_orphan");
        await studio.App.Sweep("generation.clean-up");
        Assert.True(File.Exists(store.PathOf("med_orphan")));

        foreach (var path in Directory.GetFiles(Path.Combine(studio.App.Folder, "media"), "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddHours(-30));
        studio.Clock.Skip(TimeSpan.FromHours(25));
        await studio.App.Sweep("generation.clean-up");
        Assert.False(File.Exists(store.PathOf("med_orphan")));
        Assert.False(File.Exists(store.PathOf(upload.Json["id"]!.GetValue<string>())));
        Assert.True(File.Exists(store.PathOf($"med_{Id(done)[4..]}00")));
    }

    private static string Id(JsonNode generation) => generation["id"]!.GetValue<string>();

    private Task<JsonNode> EndAsync(App app, JsonNode generation)
    {
        var ann = app.Anyone().WithToken(studio.Ann.Token!, studio.Ann.Id);
        return App.Until(async () => (await ann.Get($"/api/generations/{generation["id"]}")).Json, g => g["completedAt"] is not null);
    }

    /// <summary>Runs one while everything stands still, puts its row back to the moment of the crash, and starts again.</summary>
    private async Task<JsonNode> CrashedAtAsync(
        string prompt, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<GenerationRow>> moment, bool keepRequest = false)
    {
        studio.Fal.On(prompt).State = "IN_PROGRESS";
        var started = await studio.StartAsync(prompt);
        await App.Until(() => studio.RowAsync(Id(started)), row => row.Stage == Stage.Running);
        await studio.StopJobsAsync();
        await studio.App.In<GenerationDb, int>(db => db.Generations.Where(g => g.Id == Id(started)).ExecuteUpdateAsync(row =>
        {
            if (!keepRequest) row.SetProperty(g => g.RequestId, (string?)null).SetProperty(g => g.Input, (string?)null);
            moment(row);
        }));
        studio.Fal.On(prompt).State = "COMPLETED";
        await using var second = studio.Restart();
        return await EndAsync(second, started);
    }
}
