using OmniHub.Kernel;
using OmniHub.Tests.Chat;
using Xunit;

namespace OmniHub.Tests.Billing;

/// <summary>From a press to the provider's own books and back into the user's ledger, through both clients.</summary>
public sealed class ProviderBooksTests(ChatApp studio) : IClassFixture<ChatApp>
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMinutes(11);

    [Theory]
    [InlineData("", 1.0)]
    [InlineData("[[fault:bill-less]] ", 0.5)]
    [InlineData("[[fault:bill-more]] ", 1.0)]
    [InlineData("[[fault:bill-never]] ", 1.0)]
    public async Task A_picture_ends_at_what_fal_billed_and_never_above_what_was_charged(string fault, double share)
    {
        var ann = await studio.App.SignUpAsync();
        var started = await ann.Post("/api/generate", new { modelId = "flux-dev", prompt = fault + "a quiet lake" });
        Assert.True(started.Status == 202, started.ToString());
        var done = await App.Until(() => ann.Get($"/api/generations/{started.Json["id"]}"), a => (string)a.Json["status"]! == "completed");
        await AssertEndsAtAsync(ann, (long)((decimal)done.Json["credits"]! * Micros.PerCredit), share);
    }

    [Theory]
    [InlineData("", 1.0)]
    [InlineData("[[fault:bill-less@chat]] ", 0.5)]
    [InlineData("[[fault:bill-more@chat]] ", 1.0)]
    public async Task An_answer_ends_at_what_OpenRouter_billed_and_never_above_what_was_charged(string fault, double share)
    {
        var ann = await studio.App.SignUpAsync();
        await studio.SayAsync(await studio.BeginAsync(ann), new { content = fault + "hello there" }, ann);
        await App.Until(() => studio.BalanceAsync(ann), balance => balance.Held == Micros.Zero);
        await AssertEndsAtAsync(ann, await studio.ChargedAsync(ann), share);
    }

    [Fact]
    public async Task What_was_sold_at_a_price_of_its_own_stays_at_it()
    {
        var (admin, ann) = (await studio.App.AdminAsync(), await studio.App.SignUpAsync());
        Assert.Equal(200, (await admin.Put("/api/admin/models/nano-banana", new { ownPricing = new { perImage = 0.1m } })).Status);
        var started = await ann.Post("/api/generate", new { modelId = "nano-banana", prompt = "[[fault:bill-less]] a quiet lake" });
        Assert.True(started.Status == 202, started.ToString());
        var done = await App.Until(() => ann.Get($"/api/generations/{started.Json["id"]}"), a => (string)a.Json["status"]! == "completed");
        Assert.Equal(0.1m, (decimal)done.Json["credits"]!);
        await AssertEndsAtAsync(ann, 100_000, 1.0);
    }

    private async Task AssertEndsAtAsync(Visitor who, long charged, double share)
    {
        Assert.True(charged > 0);
        Assert.Equal(charged, await studio.ChargedAsync(who));
        studio.Clock.Skip(FirstLook);
        await studio.App.Sweep("billing.check-bills");
        var after = await studio.ChargedAsync(who);
        Assert.InRange(after, (long)(charged * share), (long)(charged * share) + 1);
        var refunds = (await who.Get("/api/billing/ledger")).Json["items"]!.AsArray().Where(e => (string)e!["kind"]! == "refund").ToList();
        if (share < 1) Assert.Equal(charged - after, (long)((decimal)Assert.Single(refunds)!["amount"]! * Micros.PerCredit));
        else Assert.Empty(refunds);
        Assert.Equal(0, await VerifyAsync());
    }

    private async Task<int> VerifyAsync()
    {
        await using var output = new StringWriter();
        return await studio.App.In<OmniHub.Billing.VerifyLedger, int>(command => command.RunAsync(output, default));
    }
}
