using OmniHub.Billing;
using Xunit;

namespace OmniHub.Tests.Billing;

public class TopUpTests(WideApp app) : IClassFixture<WideApp>
{
    private static decimal Number(Answer answer, string name) => answer.Json[name]!.GetValue<decimal>();

    [Fact]
    public async Task A_top_up_is_paid_once_however_often_it_is_paid()
    {
        var ann = await app.SignUpAsync();
        var made = await ann.Post("/api/billing/topups", new { amount = 25.5 });
        Assert.Equal(201, made.Status);
        var id = made.Json["id"]!.GetValue<string>();
        Assert.StartsWith("top_", id);
        Assert.Equal(("pending", $"/billing/checkout/{id}", 25.5m), (made.Json["status"]!.GetValue<string>(), made.Json["checkoutUrl"]!.GetValue<string>(), Number(made, "priceUsd")));
        Assert.Equal(100m, Number(await ann.Get("/api/billing/balance"), "credits"));

        var paid = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ann.Post($"/api/billing/topups/{id}/pay")));
        Assert.All(paid, p => Assert.Equal((200, "paid"), (p.Status, p.Json["status"]!.GetValue<string>())));
        Assert.Equal(125.5m, Number(await ann.Get("/api/billing/balance"), "credits"));
        Assert.Single((await ann.Get("/api/billing/ledger?kind=topup")).Json["items"]!.AsArray());
        Assert.True(await app.In<BillingDb, bool>(async db => (await LedgerProof.RunAsync(db, default)).Balances));
    }

    [Fact]
    public async Task The_same_key_is_the_same_top_up()
    {
        var ann = await app.SignUpAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ann.Post("/api/billing/topups", new { amount = 10 }, ("Idempotency-Key", "order-1"))));
        Assert.Single(answers.Select(a => a.Json["id"]!.GetValue<string>()).Distinct());
    }

    [Theory]
    [InlineData("""{"amount":0.999999}""")]
    [InlineData("""{"amount":10000.000001}""")]
    [InlineData("""{"amount":-5}""")]
    [InlineData("""{"amount":1.0000001}""")]
    [InlineData("""{"amount":"5"}""")]
    [InlineData("""{"amount":1e400}""")]
    [InlineData("{}")]
    public async Task An_amount_out_of_range_is_a_400(string body)
    {
        var ann = await app.SignUpAsync();
        Assert.Equal(400, (await ann.Post("/api/billing/topups", body)).Status);
    }

    [Fact]
    public async Task Another_persons_top_up_is_not_there()
    {
        var (ann, bob) = (await app.SignUpAsync(), await app.SignUpAsync());
        var id = (await ann.Post("/api/billing/topups", new { amount = 10 })).Json["id"]!.GetValue<string>();
        Assert.Equal(404, (await bob.Post($"/api/billing/topups/{id}/pay")).Status);
        Assert.Equal(404, (await bob.Get($"/api/billing/topups/{id}")).Status);
        Assert.Equal(404, (await bob.Page($"/billing/checkout/{id}")).Status);
        Assert.Equal(401, (await app.Anyone().Post("/api/billing/topups", new { amount = 10 })).Status);
    }

    [Fact]
    public async Task The_operators_price_of_a_credit_decides_what_it_costs()
    {
        var (admin, ann) = (await app.AdminAsync(), await app.SignUpAsync());
        await admin.Put("/api/admin/settings", new { creditPriceUsd = 1.113 });
        try
        {
            var made = await ann.Post("/api/billing/topups", new { amount = 10 });
            Assert.Equal((10m, 11.13m), (Number(made, "amount"), Number(made, "priceUsd")));
            Assert.Equal(1.12m, Number(await ann.Post("/api/billing/topups", new { amount = 1 }), "priceUsd"));
        }
        finally
        {
            await admin.Put("/api/admin/settings", new { creditPriceUsd = 1 });
        }
    }

    [Fact]
    public async Task A_browser_without_scripts_pays_at_the_test_checkout()
    {
        var name = "buyer" + Guid.NewGuid().ToString("n");
        await app.SignUpAsync(name);
        var browser = app.Anyone();
        await browser.Form("/login", "/login", ("email", $"{name}@example.com"), ("password", "a long enough pass"));
        var wrong = await browser.Form("/api/billing/topups", "/billing", ("amount", "0"));
        Assert.Equal(400, wrong.Status);
        Assert.Contains("Choose an amount", wrong.Html.QuerySelector("#amount-err")!.TextContent);

        var order = await browser.Form("/api/billing/topups", "/billing", ("amount", "12.5"));
        Assert.Equal(303, order.Status);
        var checkout = order["Location"]!;
        var page = await browser.Page(checkout);
        Assert.Contains("test checkout", page.Text);
        var form = Assert.Single(page.Html.QuerySelectorAll("main form, .checkout form"));
        Assert.Equal(checkout, (await browser.Form(form.GetAttribute("action")!, checkout))["Location"]);
        var after = await browser.Page(checkout);
        Assert.Contains("Credits added", after.Text);
        Assert.Contains("112.5000", after.Text);
        Assert.Empty(after.Html.QuerySelectorAll(".checkout form"));
        Assert.Contains("12.5 credits for $12.50, test payment", (await browser.Page("/billing")).Text);
    }
}
