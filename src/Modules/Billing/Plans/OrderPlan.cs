using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Billing;

/// <summary>GET /billing/plans/{id}: what choosing a plan costs and brings, before it is chosen.</summary>
internal static class OrderPlanPage
{
    public static async Task<IResult> Handle(string id, ICurrentUser me, PlanFaces plans, IPayments payments, CancellationToken ct)
    {
        var (mine, offers) = await plans.OfAsync(me.Id, ct);
        if (offers.FirstOrDefault(o => o.Face.Id == id) is not { } offer) return (Reply)Refusal.NotFound("There is no such plan, or it is no longer offered.");
        var view = new OrderPlanView(offer.Face, offer.Step, mine, payments.IsTest);
        return new PageView("/Billing/Plans/OrderPlanPage.cshtml", view, view.IsOrder ? "Your order" : offer.Face.Name);
    }
}

/// <summary>The order.</summary>
/// <param name="Face">The plan.</param>
/// <param name="Step">What it takes to get it.</param>
/// <param name="Mine">The plan one has.</param>
/// <param name="IsTest">No money is taken.</param>
internal sealed record OrderPlanView(PlanFaceView Face, PlanStep Step, MyPlanView? Mine, bool IsTest)
{
    /// <summary>For the test that renders every partial: a first plan, a larger and a smaller one, one's own, one that would end, and a server that sells none.</summary>
    public static IReadOnlyList<OrderPlanView> Samples =>
    [
        new(PlanFaceView.Sample, PlanStep.Sample, null, true),
        new(PlanFaceView.Sample, PlanStep.Sample with { Due = "$12.50", More = new(9_000_000) }, MyPlanView.Sample, true),
        new(PlanFaceView.Sample, PlanStep.Sample with { Due = null, More = null, Rule = "Begins on 1 October 2026." }, MyPlanView.Sample, true),
        new(PlanFaceView.Sample, PlanStep.Sample with { Action = null, Due = null, More = null }, MyPlanView.Sample, true),
        new(PlanFaceView.Sample, PlanStep.Sample with { Action = "Keep Maker", IsOrder = false, Due = null, More = null }, MyPlanView.Sample, true),
        new(PlanFaceView.Sample, PlanStep.Sample, null, false),
    ];

    public bool IsOrder => Step is { Action: not null, IsOrder: true } && IsTest;

    public string Button => Step.Due is { } due ? $"Pay {due} as a test" : Step.Action!;
}
