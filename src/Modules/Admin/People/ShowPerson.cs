using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Admin;
using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Figures;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Admin;

/// <summary>GET /admin/users/{id}, and its forms: credits, state, role, sessions. Each goes back to the page, or gives the form back.</summary>
internal static class ShowPerson
{
    public static async Task<IResult> Handle(string id, PersonPages pages, CancellationToken ct, string? done = null) =>
        await pages.PageAsync(id, new(), done, ct) is { } page ? page : Reply.No(Refusal.NotFound("There is no such user."));

    public static async Task<Reply> HandleCredits(
        string id, Body<CreditsForm> body, HttpContext http, ICurrentUser me, PersonPages pages,
        [FromServices] IAccounts accounts, [FromServices] ICredits credits, IAudit audit, CancellationToken ct)
    {
        var form = body.Value;
        var (no, _) = await AdjustCredits.ApplyAsync(id, form, http, me, accounts, credits, audit, ct);
        return await pages.AnswerAsync(id, no, new() { Form = "credits", Amount = form.Amount, Reason = form.Reason }, ct);
    }

    public static async Task<Reply> HandleChange(
        string id, Body<PersonForm> body, HttpContext http, ICurrentUser me, PersonPages pages,
        [FromServices] IAccounts accounts, IAudit audit, CancellationToken ct)
    {
        var form = body.Value;
        var draft = new PersonDraft { Form = form.Role is null ? "state" : "role", Reason = form.Reason };
        if (form.Disabled == true && string.IsNullOrWhiteSpace(form.Reason))
            return await pages.AnswerAsync(id, Refusal.Invalid("reason", "Say why: the next admin will want to know."), draft, ct);
        var (no, _) = await ChangePerson.ApplyAsync(id, form, http, me, accounts, audit, ct);
        return await pages.AnswerAsync(id, no, draft, ct);
    }

    public static async Task<Reply> HandleSessions(
        string id, HttpContext http, ICurrentUser me, PersonPages pages, [FromServices] IAccounts accounts, IAudit audit, CancellationToken ct)
    {
        var no = await accounts.EndSessionsAsync(id, ct) ? null : Refusal.NotFound("There is no such user.");
        if (no is null) await audit.WriteAsync(new Changes().Add("sessions", "open", "ended").Entry(me.Id, "user.sessions", "user", id, http), ct);
        return await pages.AnswerAsync(id, no, new() { Form = "sessions" }, ct);
    }
}

/// <summary>What a refused form gives back: which form, what was typed, what was wrong.</summary>
internal sealed record PersonDraft
{
    public Refusal? No { get; init; }

    /// <summary><c>credits</c>, <c>state</c>, <c>role</c> or <c>sessions</c>.</summary>
    public string? Form { get; init; }

    public Micros? Amount { get; init; }

    public string? Reason { get; init; }

    public Refusal? NoOf(string form) => Form == form ? No : null;

    public string? ReasonOf(string form) => Form == form ? Reason : null;
}

/// <summary>Builds the page of one user.</summary>
internal sealed class PersonPages(
    AdminDb db, IAccounts accounts, ICredits credits, ILedger ledger, IEnumerable<IWorkFigures> figures, ICurrentUser me)
{
    private const int LedgerLinesMax = 20, ChangesMax = 20, WorkMax = 10;

    public async Task<PageView?> PageAsync(string id, PersonDraft draft, string? done, CancellationToken ct)
    {
        if (await accounts.FindAsync(id, ct) is not { } person) return null;
        var view = new PersonPageView(
            PersonView.Of(person, await credits.BalanceAsync(id, ct)), await LedgerAsync(id, ct), await WorkAsync(id, ct),
            await ListAudit.OfAsync(id, ChangesMax, db, accounts, ct), draft, done, id == me.Id, Id.New("op"));
        return new("/Admin/People/PersonPage.cshtml", view, person.Name, Frame.Admin) { Status = draft.No?.Status ?? StatusCodes.Status200OK };
    }

    /// <summary>Back to the page after a change, or the page with the form as it was.</summary>
    public async Task<Reply> AnswerAsync(string id, Refusal? no, PersonDraft draft, CancellationToken ct)
    {
        if (no is null) return Reply.Of(new { id }).Redirect($"/admin/users/{id}?done={draft.Form}");
        return await PageAsync(id, draft with { No = no }, null, ct) is { } page ? Reply.No(no).Page(page) : no;
    }

    private async Task<IReadOnlyList<RecentWork>> WorkAsync(string id, CancellationToken ct)
    {
        var work = new List<RecentWork>();
        foreach (var source in figures) work.AddRange(await source.RecentAsync(id, WorkMax, ct));
        return [.. work.OrderByDescending(w => w.At).Take(WorkMax)];
    }

    private async Task<IReadOnlyList<LedgerEntry>> LedgerAsync(string id, CancellationToken ct)
    {
        var lines = new List<LedgerEntry>(LedgerLinesMax);
        await foreach (var line in ledger.ReadAsync(id, ct))
        {
            lines.Add(line);
            if (lines.Count == LedgerLinesMax) break;
        }

        return lines;
    }
}

/// <summary>The page of one user.</summary>
internal sealed record PersonPageView(
    PersonView Person, IReadOnlyList<LedgerEntry> Ledger, IReadOnlyList<RecentWork> Work, IReadOnlyList<AuditView> Changes, PersonDraft Draft,
    string? Done, bool IsMe, string Operation)
{
    /// <summary>For the test that renders every view: at rest, and with a refused form.</summary>
    public static PersonPageView[] Samples =>
    [
        new(PersonView.Sample, [new("txn_1", EntryKind.Adjustment, new(2_500_000), new(102_500_000), "adj_1", "Thanks", DateTimeOffset.UnixEpoch)],
            [new("gen_1", "image", "flux-dev", "completed", new(25_000), DateTimeOffset.UnixEpoch)], [AuditView.Sample], new(), "credits", false, "op_1"),
        new(PersonView.Sample with { Disabled = true, Role = "admin" }, [], [], [],
            new() { Form = "credits", No = Refusal.Invalid("amount", "The amount is not 0."), Reason = "Thanks" }, null, true, "op_1"),
    ];

    public NoticeView? DoneNotice => Done switch
    {
        "credits" => new(Tone.Ok, "The credits are booked", "The user sees them in the ledger with your reason."),
        "state" => new(Tone.Ok, Person.Disabled ? "The account is disabled. Sessions, tokens and keys ended at once." : "The account is enabled again."),
        "role" => new(Tone.Ok, $"The role is {Person.Role} now."),
        "sessions" => new(Tone.Ok, "All sessions were ended", "API keys still work."),
        _ => null,
    };

    /// <summary>Asked before an account is disabled; enabling one harms nobody.</summary>
    public string? StateQuestion => Person.Disabled ? null : $"Disable {Person.Name}? Sessions, tokens and keys end at once.";

    public string RoleQuestion => Person.Role == "admin"
        ? $"Make {Person.Name} a user? They see nothing of this panel any more."
        : $"Make {Person.Name} an admin? They see and change everything here, credits and other admins included.";

    public string Initials =>
        string.Concat(Person.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2).Select(word => char.ToUpperInvariant(word[0])));
}
