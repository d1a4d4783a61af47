using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Generation;

/// <summary>POST /api/generate and what comes of it when all goes well.</summary>
public sealed class StartTests(GenerationApp studio) : IClassFixture<GenerationApp>
{
    private Visitor Ann => studio.Ann;

    [Fact]
    public async Task A_picture_is_held_made_kept_and_charged()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).State = "IN_QUEUE";
        var before = await studio.BalanceAsync(Ann);
        var answer = await Ann.Post("/api/generate", new { modelId = GenerationApp.Image, prompt = $"  {prompt}\n" });
        Assert.Equal(202, answer.Status);
        var started = answer.Json;
        Assert.Equal($"/api/generations/{started["id"]}", answer["Location"]);
        Assert.Equal("pending", started["status"]!.GetValue<string>());
        Assert.Equal(prompt, started["prompt"]!.GetValue<string>());
        var estimate = (long)(started["estimatedCredits"]!.GetValue<decimal>() * Micros.PerCredit);
        Assert.True(estimate > 0);
        Assert.Equal(before.Held.Value + estimate, (await studio.BalanceAsync(Ann)).Held.Value);

        var queued = await studio.UntilStatusAsync(started, "queued");
        Assert.Equal(1, (await studio.UntilAsync(started, g => g["queuePosition"]?.GetValue<int>() == 1))["queuePosition"]!.GetValue<int>());
        Assert.Null(queued["credits"]);
        studio.Fal.On(prompt).State = "IN_PROGRESS";
        var running = await studio.UntilAsync(started, g => g["progress"] is not null);
        Assert.Equal("running", running["status"]!.GetValue<string>());
        Assert.Equal(0.5m, running["progress"]!.GetValue<decimal>());
        studio.Fal.On(prompt).State = "COMPLETED";

        var done = await studio.EndOfAsync(started);
        Assert.Equal("completed", done["status"]!.GetValue<string>());
        Assert.NotNull(done["startedAt"]);
        Assert.NotNull(done["completedAt"]);
        var file = done["results"]!.AsArray().Single()!;
        Assert.Equal("image/png", file["contentType"]!.GetValue<string>());
        Assert.Equal((64, 48), (file["width"]!.GetValue<int>(), file["height"]!.GetValue<int>()));
        Assert.Equal(file["url"]!.GetValue<string>(), done["result"]!.GetValue<string>());
        Assert.Equal(200, (await studio.App.Anyone().Get(done["result"]!.GetValue<string>())).Status);
        Assert.Equal(200, (await studio.App.Anyone().Get(done["thumbnailUrl"]!.GetValue<string>())).Status);
        var after = await studio.BalanceAsync(Ann);
        Assert.Equal(before.Held, after.Held);
        Assert.Equal(before.Posted.Value - (long)(done["credits"]!.GetValue<decimal>() * Micros.PerCredit), after.Posted.Value);
        Assert.True(done["credits"]!.GetValue<decimal>() is > 0 and var charged && charged <= started["estimatedCredits"]!.GetValue<decimal>());
        Assert.False(done.AsObject().ContainsKey("sandbox"));
    }

    [Fact]
    public async Task Three_models_are_compared_lane_by_lane_and_one_wins()
    {
        var prompt = studio.NewPrompt();
        var answer = await Ann.Post("/api/generate", new { modelIds = new[] { GenerationApp.Image, GenerationApp.OtherImage, GenerationApp.ThirdImage }, prompt });
        Assert.Equal(202, answer.Status);
        var lanes = answer.Json["generations"]!.AsArray();
        Assert.Equal([GenerationApp.Image, GenerationApp.OtherImage, GenerationApp.ThirdImage], lanes.Select(g => g!["modelId"]!.GetValue<string>()));
        foreach (var lane in lanes) Assert.Equal("completed", (await studio.EndOfAsync(lane!))["status"]!.GetValue<string>());

        var path = $"/api/comparisons/{answer.Json["comparisonId"]}";
        var comparison = await Ann.Get(path);
        Assert.Equal(prompt, comparison.Json["prompt"]!.GetValue<string>());
        Assert.Equal(3, comparison.Json["generations"]!.AsArray().Count);
        Assert.Null(comparison.Json["winnerId"]);
        var winner = lanes[1]!["id"]!.GetValue<string>();
        Assert.Equal(404, (await Ann.Post(path + "/winner", new { generationId = "gen_00000000000000000000000000" })).Status);
        Assert.Equal(400, (await Ann.Post(path + "/winner", new { })).Status);
        Assert.Equal(200, (await Ann.Post(path + "/winner", new { generationId = winner })).Status);
        Assert.Equal(winner, (await Ann.Get(path)).Json["winnerId"]!.GetValue<string>());
        Assert.Equal(3, (await Ann.Get($"/api/generations?comparisonId={answer.Json["comparisonId"]}")).Json["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_comparison_is_started_whole_or_not_at_all()
    {
        var poor = await studio.App.SignUpAsync();
        var video = (await Ann.Post("/api/estimate", new { modelId = GenerationApp.Video })).Json["total"]!.GetValue<decimal>();
        await LeaveAsync(poor, video);
        var prompt = studio.NewPrompt();

        var tooMuch = await poor.Post("/api/generate", new { modelIds = new[] { GenerationApp.Video, GenerationApp.Image }, prompt });
        Assert.Equal((402, "insufficient_credits"), (tooMuch.Status, tooMuch.Code));
        Assert.True(tooMuch.Json["required"]!.GetValue<decimal>() > tooMuch.Json["available"]!.GetValue<decimal>());
        Assert.Equal(404, (await poor.Post("/api/generate", new { modelIds = new[] { GenerationApp.Image, "no-such-model" }, prompt })).Status);
        Assert.Empty((await poor.Get("/api/generations")).Json["items"]!.AsArray());
        Assert.Equal(0, (await studio.BalanceAsync(poor)).Held.Value);
        Assert.DoesNotContain(prompt, studio.Fal.Submits);

        Assert.Equal(202, (await poor.Post("/api/generate", new { modelId = GenerationApp.Video, prompt })).Status);
        Assert.Equal(402, (await poor.Post("/api/generate", new { modelId = GenerationApp.Image, prompt })).Status);
    }

    [Fact]
    public async Task The_same_key_twice_at_once_is_one_generation_and_one_charge()
    {
        var bob = await studio.App.SignUpAsync();
        var prompt = studio.NewPrompt();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            bob.Post("/api/generate", new { modelId = GenerationApp.Image, prompt }, ("Idempotency-Key", "once"))));
        Assert.All(answers, a => Assert.Equal(202, a.Status));
        Assert.Single(answers.Select(a => a.Json["id"]!.GetValue<string>()).Distinct());
        var done = await studio.EndOfAsync(answers[0].Json, bob);
        Assert.Single((await bob.Get("/api/generations")).Json["items"]!.AsArray());
        Assert.Equal(1, studio.Fal.Submits.Count(p => p == prompt));
        Assert.Equal((long)(done["credits"]!.GetValue<decimal>() * Micros.PerCredit), await studio.ChargedAsync(bob));
        Assert.Equal(422, (await bob.Post("/api/generate", new { modelId = GenerationApp.Image, prompt = "another one" }, ("Idempotency-Key", "once"))).Status);
    }

    [Fact]
    public async Task A_retry_has_its_own_hold_and_takes_the_lane_of_the_failed_one()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).OnResult = (_, job) => Task.FromResult<IResult?>(
            job.Endpoint == "fal-ai/flux/dev" ? Results.Json(new { detail = new[] { new { msg = "no", type = "content_policy_violation" } } }, statusCode: 422) : null);
        var comparison = (await Ann.Post("/api/generate", new { modelIds = new[] { GenerationApp.Image, GenerationApp.OtherImage }, prompt })).Json;
        var (good, bad) = (comparison["generations"]![0]!, comparison["generations"]![1]!);
        await studio.EndOfAsync(good);
        Assert.Equal("failed", (await studio.EndOfAsync(bad))["status"]!.GetValue<string>());
        studio.Fal.On(prompt).OnResult = null;

        var retry = await Ann.Post($"/api/generations/{bad["id"]}/retry");
        Assert.Equal(202, retry.Status);
        Assert.NotEqual(bad["id"]!.GetValue<string>(), retry.Json["id"]!.GetValue<string>());
        Assert.Equal("completed", (await studio.EndOfAsync(retry.Json))["status"]!.GetValue<string>());
        var lanes = (await Ann.Get($"/api/comparisons/{comparison["comparisonId"]}")).Json["generations"]!.AsArray();
        Assert.Equal([good["id"]!.GetValue<string>(), retry.Json["id"]!.GetValue<string>()], lanes.Select(g => g!["id"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("""{"modelId":"flux-schnell"}""", 400)]
    [InlineData("""{"modelId":"flux-schnell","prompt":" ab "}""", 400)]
    [InlineData("""{"modelId":"flux-schnell","prompt":"a\u0000bc"}""", 400)]
    [InlineData("""{"modelId":"flux-schnell","prompt":5}""", 400)]
    [InlineData("""{"prompt":"a lake"}""", 400)]
    [InlineData("""{"modelIds":["flux-schnell"],"prompt":"a lake"}""", 400)]
    [InlineData("""{"modelIds":["flux-schnell","flux-schnell"],"prompt":"a lake"}""", 400)]
    [InlineData("""{"modelIds":["a","b","c","d","e"],"prompt":"a lake"}""", 400)]
    [InlineData("""{"modelId":"flux-dev","modelIds":["flux-schnell","flux-dev"],"prompt":"a lake"}""", 400)]
    [InlineData("""{"modelId":"flux-schnell","prompt":"a lake","options":{"no_such":1}}""", 400)]
    [InlineData("""{"modelId":"flux-schnell","prompt":"a lake","options":{"num_images":"many"}}""", 400)]
    [InlineData("""{"modelId":"flux-schnell","prompt":"a lake","options":[]}""", 400)]
    [InlineData("""{"modelId":"flux-schnell","prompt":"a lake","maxCredits":-1}""", 400)]
    [InlineData("""{"modelId":"openai/gpt-4o","prompt":"a lake"}""", 400)]
    [InlineData("""{"modelId":"no-such-model","prompt":"a lake"}""", 404)]
    [InlineData("""{"modelId":"flux-schnell","prompt":"a lake","workspaceId":"wsp_nobody"}""", 404)]
    [InlineData("""{"modelId":"flux-schnell","prompt":"a lake","projectId":"prj_nobody"}""", 404)]
    [InlineData("""{"modelId":"flux-schnell","prompt":"a lake","maxCredits":0.000001}""", 409)]
    [InlineData("not json", 400)]
    public async Task What_is_not_right_is_refused_before_anything_is_held(string body, int status)
    {
        var carl = await CarlAsync();
        var answer = await carl.Post("/api/generate", body);
        Assert.True(answer.Status == status, answer.ToString());
        Assert.Equal("application/problem+json", answer.ContentType?.Split(';')[0]);
        if (status == 409) Assert.Equal(("price_changed", true), (answer.Code, answer.Json["estimate"]!.GetValue<decimal>() > 0));
        Assert.Equal(0, (await studio.BalanceAsync(carl)).Held.Value);
    }

    [Fact]
    public async Task So_many_run_at_the_same_time_and_no_more()
    {
        var dora = await studio.App.SignUpAsync();
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).State = "IN_QUEUE";
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => dora.Post("/api/generate", new { modelId = GenerationApp.Image, prompt })));
        Assert.Equal(20, answers.Count(a => a.Status == 202));
        Assert.All(answers.Where(a => a.Status != 202), a => Assert.Equal((429, "rate_limited"), (a.Status, a.Code)));
        var rows = (await dora.Get("/api/generations?limit=100")).Json["items"]!.AsArray();
        Assert.Equal((await studio.BalanceAsync(dora)).Held.Value, rows.Sum(g => (long)(g!["estimatedCredits"]!.GetValue<decimal>() * Micros.PerCredit)));
        studio.Fal.On(prompt).State = "COMPLETED";
        foreach (var row in rows) await studio.EndOfAsync(row!, dora);
        Assert.Equal(202, (await dora.Post("/api/generate", new { modelId = GenerationApp.Image, prompt })).Status);
    }

    private static Visitor? carl;

    private async Task<Visitor> CarlAsync() => carl ??= await studio.App.SignUpAsync("carl");

    private Task<PostResult> LeaveAsync(Visitor visitor, decimal credits) => studio.App.In<ICredits, PostResult>(async ledger =>
    {
        var spendable = (await ledger.BalanceAsync(visitor.Id!, default)).Spendable;
        var amount = Micros.RoundUp(credits) - spendable;
        return await ledger.PostAsync(new($"test:{visitor.Id}", visitor.Id!, EntryKind.Adjustment, amount, "test", "leaves little"), default);
    });
}
