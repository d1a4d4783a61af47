using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>POST /api/billing/subscribe: up at once, down when the month ends, back to the plan one has by choosing it again.</summary>
internal static class SubscribeToPlan
{
    private const int TriesMax = 10;

    /// <summary>Stripe takes single payments here; a plan without a payment would give credits away.</summary>
    private static readonly Refusal NotSold = Refusal.Conflict("Plans cannot be paid on this server. Buy credits instead.");

    public static async Task<Reply> Handle(
        Body<SubscribeForm> body, HttpContext http, ICurrentUser me, BillingDb db, Subscriptions subscriptions, IPayments payments, TimeProvider clock,
        CancellationToken ct)
    {
        if (body.Value.PlanId is not { Length: > 0 } planId) return Refusal.Invalid("planId", "Say which plan: planId is one of /api/billing/plans.");
        for (var attempt = 1; attempt <= TriesMax; attempt++)
        {
            var plan = await db.Plans.AsNoTracking().FirstOrDefaultAsync(p => p.Id == planId, ct);
            var current = await subscriptions.CatchUpAsync(await subscriptions.ActiveAsync(me.Id, ct), ct);
            if (plan is null || (!plan.IsEnabled && current?.PlanId != planId)) return Refusal.NotFound("There is no such plan.");
            if (!payments.IsTest && current?.PlanId != planId) return NotSold;
            var made = Subscription.Start($"sub_{OperationId.Of(http)}", me.Id, plan, clock.GetUtcNow());
            if (await ChangeAsync(subscriptions, current, made, plan, ct))
            {
                var done = current?.PlanId == planId ? "keep" : "plan";
                return Reply.Of(SubscribedAnswer.Of((await subscriptions.ActiveAsync(me.Id, ct))!)).Redirect("/billing?done=" + done);
            }
        }

        return Refusal.Conflict("Your plan is being changed elsewhere. Look at it and try again.");
    }

    private static async Task<bool> ChangeAsync(
        Subscriptions subscriptions, Subscription? current, Subscription made, Plan plan, CancellationToken ct)
    {
        if (current is null) return await subscriptions.StartAsync(made, ct);
        if (current.PlanId != plan.Id)
            return plan.IsAbove(current) ? await subscriptions.StepUpAsync(current, plan, ct)
                : current.NextPlanId == plan.Id || await subscriptions.PlanNextAsync(current, plan.Id, false, ct);
        return (current.NextPlanId is null && !current.CancelAtPeriodEnd) || await subscriptions.PlanNextAsync(current, null, false, ct);
    }
}

/// <summary>POST /api/billing/cancel: the plan goes on to the end of the month that it was begun for.</summary>
internal static class CancelPlan
{
    private const int TriesMax = 10;

    public static async Task<Reply> Handle(ICurrentUser me, Subscriptions subscriptions, CancellationToken ct)
    {
        for (var attempt = 1; attempt <= TriesMax; attempt++)
        {
            var current = await subscriptions.CatchUpAsync(await subscriptions.ActiveAsync(me.Id, ct), ct);
            if (current is null) return Refusal.Conflict("You have no plan to cancel.");
            if (current.CancelAtPeriodEnd || await subscriptions.PlanNextAsync(current, null, true, ct))
                return Reply.Of(SubscribedAnswer.Of((await subscriptions.ActiveAsync(me.Id, ct)) ?? current)).Redirect("/billing?done=cancel");
        }

        return Refusal.Conflict("Your plan is being changed elsewhere. Look at it and try again.");
    }
}

/// <summary>Body of POST /api/billing/subscribe.</summary>
internal sealed record SubscribeForm(string? PlanId);

/// <summary>A plan as one has it.</summary>
/// <param name="Status"><c>active</c>, or <c>pending</c> until it is paid.</param>
/// <param name="Plan">Id of the plan now.</param>
/// <param name="RenewsAt">When the month ends; null where the plan ends with it.</param>
/// <param name="CheckoutUrl">Where to pay; null where there is nothing to pay.</param>
/// <param name="NextPlan">Id of the plan from then on, where it is another.</param>
/// <param name="EndsAt">When it ends, where it was cancelled.</param>
internal sealed record SubscribedAnswer(
    string Status, string Plan, DateTimeOffset? RenewsAt, string? CheckoutUrl, string? NextPlan, DateTimeOffset? EndsAt)
{
    public static SubscribedAnswer Of(Subscription s) => new(
        "active", s.PlanId, s.CancelAtPeriodEnd ? null : s.PeriodEnd, null, s.NextPlanId, s.CancelAtPeriodEnd ? s.PeriodEnd : null);
}
