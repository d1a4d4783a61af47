using System.Security.Cryptography;
using System.Text;
using OmniHub.Billing;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Billing;

/// <summary>The app with a Stripe that cannot be reached, and a secret for its events.</summary>
public sealed class StripeApp : App
{
    public const string Secret = "whsec_stripe_test";

    public StripeApp() => With("STRIPE_SECRET_KEY", "sk_test_1").With("STRIPE_WEBHOOK_SECRET", Secret).With("STRIPE_API_URL", "http://127.0.0.1:9");
}

public class StripeTests(StripeApp app) : IClassFixture<StripeApp>
{
    private async Task<TopUp> OrderAsync(string account) => await app.In<TopUps, TopUp>(t => t.KeepAsync(
        new()
        {
            Id = Id.New("top"),
            Account = account,
            AmountMicros = new(25_000_000),
            PriceCents = 2500,
            Provider = "stripe",
            CheckoutUrl = "https://checkout.example/1",
            CreatedAt = TimeProvider.System.GetUtcNow(),
        },
        default));

    private static string Event(string id, string status = "paid", string currency = "usd", long cents = 2500, string type = "checkout.session.completed") =>
        System.Text.Json.JsonSerializer.Serialize(new { id = "evt_1", type, data = new { @object = new { client_reference_id = id, payment_status = status, currency, amount_total = cents } } });

    private Task<Answer> TellAsync(string body, string secret = StripeApp.Secret, int ageSeconds = 0)
    {
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - ageSeconds;
        var sign = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}")));
        return app.Anyone().Post("/webhooks/stripe", body, ("Stripe-Signature", $"t={time},v1={sign}"));
    }

    private static async Task<decimal> CreditsAsync(Visitor who) => (await who.Get("/api/billing/balance")).Json["credits"]!.GetValue<decimal>();

    [Fact]
    public async Task A_paid_event_counts_once_and_nothing_else_counts()
    {
        var ann = await app.SignUpAsync();
        var order = await OrderAsync(ann.Id!);
        Assert.Equal(400, (await TellAsync(Event(order.Id), "whsec_forged")).Status);
        Assert.Equal(400, (await TellAsync(Event(order.Id), ageSeconds: 3600)).Status);
        Assert.Equal(400, (await app.Anyone().Post("/webhooks/stripe", Event(order.Id))).Status);
        foreach (var other in new[] { Event(order.Id, "unpaid"), Event(order.Id, currency: "eur"), Event(order.Id, cents: 2499), Event("top_none"), Event(order.Id, type: "charge.failed"), "[]", "{" })
            Assert.Equal(200, (await TellAsync(other)).Status);
        Assert.Equal(100m, await CreditsAsync(ann));

        var told = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TellAsync(Event(order.Id))));
        Assert.All(told, t => Assert.Equal(200, t.Status));
        Assert.Equal(125m, await CreditsAsync(ann));
    }

    [Fact]
    public async Task With_real_payments_there_is_no_test_checkout_and_no_free_plan()
    {
        var ann = await app.SignUpAsync();
        var order = await OrderAsync(ann.Id!);
        Assert.Equal(409, (await ann.Post($"/api/billing/topups/{order.Id}/pay")).Status);
        Assert.Equal(409, (await ann.Post("/api/billing/subscribe", new { planId = "maker" })).Status);
        var away = await ann.Post("/api/billing/topups", new { amount = 5 });
        Assert.Equal((502, "provider_error"), (away.Status, away.Code));
        Assert.Equal(100m, await CreditsAsync(ann));
    }
}

public class NoStripeTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Without_a_secret_there_is_no_place_for_events() =>
        Assert.Equal(404, (await app.Anyone().Post("/webhooks/stripe", "{}", ("Stripe-Signature", "t=1,v1=00"))).Status);
}
