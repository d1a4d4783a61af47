using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Billing;

/// <summary>GET /admin/plans: the list, and the form of one (<c>?edit=</c>) or of a new one.</summary>
internal static class PlansPage
{
    public static async Task<PageView> Handle(string? edit, string? saved, PlanBook book, CancellationToken ct)
    {
        var plans = await book.ReadAsync(ct);
        var plan = plans.FirstOrDefault(p => p.Id == edit);
        return Show(plans, plan is null ? PlanForm.Empty : Form(plan), plan?.Id, null, plans.FirstOrDefault(p => p.Id == saved)?.Name);
    }

    /// <summary>POST /admin/plans: a new plan, at the end.</summary>
    public static Task<Reply> HandleNew(Body<PlanForm> body, PlanBook book, CancellationToken ct) =>
        SaveAsync(null, body.Value with { Id = Id.New("pln") }, book, ct);

    /// <summary>POST /admin/plans/{id}: its fields. A box that is not ticked is not sent.</summary>
    public static Task<Reply> HandleEdit(string id, Body<PlanForm> body, PlanBook book, CancellationToken ct) =>
        SaveAsync(id, body.Value with { Id = id }, book, ct);

    /// <summary>POST /admin/plans/{id}/{act}: one step up or down, on or off, or away.</summary>
    public static async Task<Reply> HandleAct(string id, string act, PlanBook book, CancellationToken ct)
    {
        if (act is not ("up" or "down" or "enable" or "disable" or "remove")) return Refusal.NotFound();
        var found = false;
        var no = await book.ChangeAsync(
            plans =>
            {
                var list = plans.ToList();
                var at = list.FindIndex(p => p.Id == id);
                found = at >= 0;
                if (found) Act(list, at, act);
                return list;
            },
            ct);
        if (no is not null) return Reply.No(no).Page(Show(await book.ReadAsync(ct), PlanForm.Empty, null, no, null));
        return found ? Reply.Nothing().Redirect("/admin/plans") : Refusal.NotFound("There is no such plan.");
    }

    private static void Act(List<PlanForm> list, int at, string act)
    {
        var plan = list[at];
        list.RemoveAt(at);
        if (act == "remove") return;
        var to = act switch { "up" => Math.Max(0, at - 1), "down" => Math.Min(list.Count, at + 1), _ => at };
        list.Insert(to, act switch { "enable" => plan with { Enabled = true }, "disable" => plan with { Enabled = false }, _ => plan });
    }

    private static async Task<Reply> SaveAsync(string? id, PlanForm form, PlanBook book, CancellationToken ct)
    {
        form = form with { Rollover = form.Rollover ?? false, Enabled = form.Enabled ?? false };
        var wrong = form.Wrong().ToDictionary(w => w.Field, w => new[] { w.Sentence });
        var no = wrong.Count > 0 ? Refusal.Invalid(wrong) : await book.ChangeAsync(
            plans => id is null ? [.. plans, form] : [.. plans.Select(p => p.Id == id ? form : p)], ct);
        return no is null
            ? Reply.Nothing().Redirect("/admin/plans?saved=" + form.Id)
            : Reply.No(no).Page(Show(await book.ReadAsync(ct), form, id, no, null));
    }

    private static PlanForm Form(AdminPlan p) => new(p.Id, p.Name, p.Description, p.PriceUsd, p.Period, p.Allowance, p.Rollover, p.Enabled);

    private static PageView Show(IReadOnlyList<AdminPlan> plans, PlanForm form, string? editing, Refusal? no, string? saved) =>
        new("/Billing/Plans/Manage/PlansPage.cshtml", new PlansView(plans, form, editing, no, saved), "Plans", Frame.Admin)
        {
            Status = no?.Status ?? StatusCodes.Status200OK,
        };
}

/// <summary>The operator's page of plans.</summary>
/// <param name="Plans">All, in order.</param>
/// <param name="Form">What the form shows.</param>
/// <param name="Editing">Id of the plan in it; null for a new one.</param>
/// <param name="No">Why the form came back.</param>
/// <param name="Saved">Name of the plan that was saved just now.</param>
internal sealed record PlansView(IReadOnlyList<AdminPlan> Plans, PlanForm Form, string? Editing, Refusal? No, string? Saved)
{
    /// <summary>For the test that renders every partial.</summary>
    public static IReadOnlyList<PlansView> Samples =>
    [
        new([AdminPlan.Of(Plan.Seed[0], 3), AdminPlan.Of(Plan.Seed[1], 0)], PlanForm.Of(Plan.Seed[0]), "maker", null, "Maker"),
        new([], PlanForm.Empty, null, Refusal.Invalid("name", "A name has 1 to 80 characters."), null),
    ];

    /// <summary>As people will see it.</summary>
    public PlanFaceView? Preview
    {
        get
        {
            if (Form.Wrong().Any(w => w.Field != "id")) return null;
            var plan = new Plan { Id = "preview", Name = "", Description = "" };
            Form.ApplyTo(plan, 0);
            return PlanFaceView.Of(plan, null);
        }
    }

    public FieldErrorView Error(string field) => FieldErrorView.Of($"plan-{field}-err", field, No);

    public string? Invalid(string field) => Error(field).Sentence is null ? null : "true";

    public NoticeView? Notice => No is { Errors: null } ? new(Tone.Bad, No.Sentence)
        : Saved is not null ? new(Tone.Ok, $"{Saved} is saved.", "Months that have begun keep their terms. The next ones use the new ones.")
        : null;
}
