using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>POST /api/billing/topups/{id}/pay: the test checkout's one button. Pressed twice, it is paid once.</summary>
internal static class PayTopUp
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, TopUps topUps, IPayments payments, CancellationToken ct)
    {
        if (await topUps.FindAsync(id, me.Id, ct) is not { } topUp) return Refusal.NotFound("There is no such top-up.");
        if (topUp.State != TopUpState.Paid)
        {
            // One that was begun with a real payment is never paid by a test.
            if (!payments.IsTest || topUp.Provider != payments.Name) return Refusal.Conflict("This top-up is paid at its checkout page.");
            await topUps.PayAsync(topUp, ct);
            topUp = (await topUps.FindAsync(id, me.Id, ct))!;
        }

        return Reply.Of(TopUpAnswer.Of(topUp)).Redirect("/billing/checkout/" + id);
    }
}

/// <summary>GET /api/billing/topups/{id}</summary>
internal static class ShowTopUp
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, TopUps topUps, CancellationToken ct) =>
        await topUps.FindAsync(id, me.Id, ct) is { } topUp ? Reply.Of(TopUpAnswer.Of(topUp)) : Refusal.NotFound("There is no such top-up.");
}
