using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Accounts;

/// <summary>What a form of these pages came to: which one, what was typed, what was wrong, or that it is saved.</summary>
internal sealed record TeamDraft(string? Form = null, Refusal? No = null, string? Typed = null, NewInviteView? Fresh = null, string? Saved = null);

/// <summary>Builds the pages of workspaces.</summary>
internal sealed class TeamPages(AccountsDb db, MemberViews members, Places places, ICurrentUser me, TimeProvider clock)
{
    private const string OnePage = "/Accounts/Workspaces/WorkspacePage.cshtml";

    public async Task<PageView> ListAsync(TeamDraft draft, CancellationToken ct)
    {
        var rows = await db.Show(db.Members.Where(m => m.UserId == me.Id)).ToListAsync(ct);
        var payers = await (
            from w in db.Workspaces
            join owner in db.Users on w.OwnerId equals owner.Id
            where db.Members.Any(m => m.WorkspaceId == w.Id && m.UserId == me.Id)
            select new { w.Id, w.OwnerId, owner.Name }).ToDictionaryAsync(w => w.Id, ct);
        var current = await places.FindAsync(me.Id, null, ct);
        var lines = rows.Select(w => new WorkspaceLine(w, payers[w.Id].OwnerId == me.Id ? null : payers[w.Id].Name, w.Id == current?.Id)).ToList();
        return new("/Accounts/Workspaces/WorkspacesPage.cshtml", new WorkspacesView(lines, draft), "Workspaces") { Status = draft.No?.Status ?? 200 };
    }

    /// <summary>Null where this user sees no such workspace.</summary>
    public async Task<PageView?> OneAsync(string id, TeamDraft draft, CancellationToken ct)
    {
        if (await db.Show(db.Members.Where(m => m.UserId == me.Id && m.WorkspaceId == id)).FirstOrDefaultAsync(ct) is not { } workspace) return null;
        if (await places.FindAsync(me.Id, id, ct) is not { } place) return null;
        var isPersonal = await db.Workspaces.AnyAsync(w => w.Id == id && w.IsPersonal, ct);
        var isOwner = workspace.Role == MemberRole.Owner;
        var view = new TeamView(
            workspace, place, isPersonal, (await places.FindAsync(me.Id, null, ct))?.Id == id, me.Id,
            await members.ReadAsync(id, me.Id, null, Workspace.MembersMax, ct),
            isOwner ? await db.OpenInvites(id, clock.GetUtcNow(), null).Take(Workspace.MembersMax).ToListAsync(ct) : [],
            draft);
        var status = draft.No?.Status ?? (draft.Fresh is null ? StatusCodes.Status200OK : StatusCodes.Status201Created);
        return new(OnePage, view, workspace.Name) { Status = status };
    }

    /// <summary>The decision, and for people the page with what was wrong, or the page after it.</summary>
    public async Task<Reply> AnswerAsync(string id, Reply reply, string form, string? typed, CancellationToken ct)
    {
        if (reply.Refusal is not { } no) return reply;
        return await OneAsync(id, new(form, no, typed), ct) is { } page ? reply.Page(page) : reply;
    }
}

/// <summary>A workspace in the list.</summary>
internal sealed record WorkspaceLine(WorkspaceView Workspace, string? PayerName, bool IsCurrent);

/// <summary>Workspaces of a person.</summary>
internal sealed record WorkspacesView(IReadOnlyList<WorkspaceLine> Lines, TeamDraft Draft)
{
    public static WorkspacesView Sample => new(
        [new(TeamView.Sample.Workspace, "Ann Other", true), new(TeamView.Sample.Workspace with { Id = "wsp_2", Role = MemberRole.Owner }, null, false)],
        new("new", Refusal.Invalid("name", "Enter a name."), ""));

    public FieldView NameField => new("new-name", "Name", "text", "off", Draft.Typed, Draft.No.Of("name"))
    {
        Name = "name",
        LengthMax = Accounts.Workspace.NameLengthMax,
        Hint = "You own it, and your credits pay for what is made in it.",
    };
}

/// <summary>A workspace with its members. Invites are there for its owner.</summary>
internal sealed record TeamView(
    WorkspaceView Workspace, WorkPlace Place, bool IsPersonal, bool IsCurrent, string Me, IReadOnlyList<MemberView> Members,
    IReadOnlyList<InviteView> Invites, TeamDraft Draft)
{
    public static TeamView Sample => new(
        new("wsp_1", "Studio North", MemberRole.Owner, false, 2, DateTimeOffset.UnixEpoch), WorkPlace.Sample, false, true, "usr_1",
        [
            new("usr_1", "Ann Other", "ann@example.com", MemberRole.Owner, null, new(2_000_000), false, DateTimeOffset.UnixEpoch),
            new("usr_2", "Bob", "bob@example.com", MemberRole.Editor, new(5_000_000), new(1_250_000), true, DateTimeOffset.UnixEpoch),
        ],
        [new("inv_1", "cat@example.com", MemberRole.Viewer, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch)],
        new("invite", null, null, new("inv_1", "cat@example.com", MemberRole.Viewer, "token", DateTimeOffset.UnixEpoch), "joined"));

    public static IEnumerable<TeamView> Samples =>
    [
        Sample with
        {
            Me = "usr_2", Workspace = Sample.Workspace with { Role = MemberRole.Editor }, Invites = [], IsCurrent = false,
            Draft = new("limit", Refusal.Conflict("You own this workspace.")),
        },
        Sample with { IsPersonal = true, Draft = new() },
    ];

    public bool IsOwner => Workspace.Role == MemberRole.Owner;

    public bool IsOffered => Members.Any(m => m.UserId == Me && m.IsOfferedOwnership);

    public Micros Spent => Members.Aggregate(Micros.Zero, (sum, m) => sum + m.SpentThisMonth);

    public NoticeView? Notice => Draft.No is { Errors: null } no ? new(Tone.Bad, no.Sentence) : Draft.Saved switch
    {
        "name" => new(Tone.Ok, "The name is saved."),
        "member" => new(Tone.Ok, "The member is changed.", "It holds from now on, also in pages that are open."),
        "removed" => new(Tone.Ok, "The member is removed.", "What they made stays here."),
        "offered" => new(Tone.Info, "The workspace is offered.", "It changes hands when they take it."),
        "joined" => new(Tone.Ok, $"Welcome to {Workspace.Name}.", "You work here now. The switcher takes you elsewhere."),
        "owner" => new(Tone.Ok, "You own this workspace now.", "Your credits pay for what is made in it."),
        "revoked" => new(Tone.Ok, "The invite is revoked."),
        _ => null,
    };

    public FieldView NameField => new("ws-name", "Name", "text", "off", Draft.Form == "rename" ? Draft.Typed : Workspace.Name, Draft.Form == "rename" ? Draft.No.Of("name") : null)
    {
        Name = "name",
        LengthMax = Accounts.Workspace.NameLengthMax,
    };

    public FieldView EmailField => new("invite-email", "E-mail", "email", "off", Draft.Form == "invite" ? Draft.Typed : null, Draft.Form == "invite" ? Draft.No.Of("email") : null)
    {
        Name = "email",
        Hint = "Only this person can use the link.",
    };

    public string? LimitError => Draft.Form == "member" ? Draft.No.Of("monthlyCreditLimit") : null;
}

/// <summary>Roles, in the words of the pages.</summary>
internal static class RoleWords
{
    public static string Word(this MemberRole role) => role.ToString();
}
