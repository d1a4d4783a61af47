using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>POST /api/billing/topups: what so many credits cost now, and where to pay them.</summary>
internal static class StartTopUp
{
    public static async Task<Reply> Handle(
        Body<TopUpForm> body, HttpContext http, ICurrentUser me, TopUps topUps, IPayments payments, ISettings settings,
        BillingPages pages, IConfiguration configuration, TimeProvider clock, CancellationToken ct)
    {
        if (Check(body.Value.Amount) is { } wrong) return await pages.RefuseAsync(Refusal.Invalid("amount", wrong), body.Value.Amount, ct);
        var (id, amount) = ($"top_{OperationId.Of(http)}", body.Value.Amount!.Value);
        var cents = Usd.RoundUp(amount.Credits * settings.Current.CreditPriceUsd);
        if (await topUps.FindAsync(id, me.Id, ct) is { } known) return Answer(known);

        var payment = new Payment(id, me.Id, cents, TopUps.Text(amount) + " credits", Here(http, configuration, id));
        if (await payments.StartAsync(payment, ct) is not Checkout.At checkout)
            return await pages.RefuseAsync(new(502, "provider_error", "The payment could not be started. Nothing was charged; try again."), amount, ct);
        return Answer(await topUps.KeepAsync(
            new()
            {
                Id = id,
                Account = me.Id,
                AmountMicros = amount,
                PriceCents = cents,
                Provider = payments.Name,
                CheckoutUrl = checkout.Url,
                CreatedAt = clock.GetUtcNow(),
            },
            ct));
    }

    private static Reply Answer(TopUp t) => Reply.Of(TopUpAnswer.Of(t), StatusCodes.Status201Created).Redirect(t.CheckoutUrl);

    private static string? Check(Micros? amount) => amount is { } given && given.Credits is >= TopUp.AmountMin and <= TopUp.AmountMax
        ? null
        : $"Choose an amount from {TopUp.AmountMin} to {TopUp.AmountMax:#,##0} credits.";

    private static Uri Here(HttpContext http, IConfiguration configuration, string id)
    {
        var origin = configuration["PUBLIC_URL"] is { Length: > 0 } set ? set.TrimEnd('/') : $"{http.Request.Scheme}://{http.Request.Host}";
        return new Uri($"{origin}/billing/checkout/{id}");
    }
}

/// <summary>Body of POST /api/billing/topups: credits, with at most six decimals.</summary>
internal sealed record TopUpForm(Micros? Amount);
