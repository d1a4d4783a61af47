using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Billing;

/// <summary>GET /billing/checkout/{id}: what is bought, and the test checkout's form; afterwards the receipt.</summary>
internal static class CheckoutPage
{
    public static async Task<Microsoft.AspNetCore.Http.IResult> Handle(
        string id, ICurrentUser me, TopUps topUps, IPayments payments, Contracts.Billing.ICredits credits, CancellationToken ct)
    {
        if (await topUps.FindAsync(id, me.Id, ct) is not { } topUp) return (Reply)Refusal.NotFound("There is no such top-up.");
        var balance = await credits.BalanceAsync(me.Id, ct);
        var view = new CheckoutView(
            topUp.Id, topUp.AmountMicros, Usd.Text(topUp.PriceCents), topUp.State == TopUpState.Paid,
            topUp.Provider == "test", topUp.Provider == payments.Name ? topUp.CheckoutUrl : null, balance.Spendable);
        return new PageView("/Billing/TopUps/CheckoutPage.cshtml", view, view.IsPaid ? "Credits added" : "Checkout");
    }
}

/// <summary>The checkout.</summary>
/// <param name="Id">Of the top-up.</param>
/// <param name="Amount">Credits.</param>
/// <param name="Price">As <c>$25</c>.</param>
/// <param name="IsPaid">Done.</param>
/// <param name="IsTest">Nothing is charged.</param>
/// <param name="PayUrl">Where a real payment is made.</param>
/// <param name="Spendable">The balance now.</param>
internal sealed record CheckoutView(string Id, Micros Amount, string Price, bool IsPaid, bool IsTest, string? PayUrl, Micros Spendable)
{
    /// <summary>For the test that renders every partial.</summary>
    public static IReadOnlyList<CheckoutView> Samples =>
    [
        new("top_1", new(25_000_000), "$25", false, true, null, new(12_482_000)),
        new("top_1", new(25_000_000), "$25", true, true, null, new(37_482_000)),
        new("top_1", new(25_000_000), "$25", false, false, "https://pay.example/1", new(12_482_000)),
    ];
}
