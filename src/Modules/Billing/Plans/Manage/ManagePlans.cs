using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>GET /api/admin/plans</summary>
internal static class ListAllPlans
{
    public static async Task<Reply> Handle(PlanBook book, CancellationToken ct) => Reply.Of(new PlansAnswer(await book.ReadAsync(ct)));
}

/// <summary>PUT /api/admin/plans: the whole list in its order. One without an id is new.</summary>
internal static class ReplacePlans
{
    public static async Task<Reply> Handle(Body<PlansForm> body, PlanBook book, CancellationToken ct)
    {
        if (body.Value.Items is not { } items || items.Contains(null)) return Refusal.Invalid("items", "Send the whole list: {\"items\": [plan]}.");
        var wanted = items.Select(p => p! with { Id = p.Id ?? Id.New("pln") }).ToList();
        return await book.ChangeAsync(_ => wanted, ct) is { } no ? no : Reply.Of(new PlansAnswer(await book.ReadAsync(ct)));
    }
}

/// <summary>Body of PUT /api/admin/plans.</summary>
internal sealed record PlansForm(IReadOnlyList<PlanForm?>? Items);

/// <summary>All plans, those that are not offered too.</summary>
internal sealed record PlansAnswer(IReadOnlyList<AdminPlan> Items);
