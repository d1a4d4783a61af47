using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Fields of a member's row: an empty limit is none.</summary>
internal sealed record MemberPageForm(MemberRole? Role, string? Limit);

/// <summary>Pages and forms of workspaces: the same decisions as the API's, answered with pages.</summary>
internal static class ChangeTeam
{
    public static void MapTeamPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/workspaces").RequireAuthorization(AccountsPolicies.Person).Limited(LimitClass.Pages);
        pages.MapGet("/", HandleList).WithName("WorkspacesPage");
        pages.MapPost("/", HandleNew);
        pages.MapPost("/current", SwitchWorkspace.Handle);
        pages.MapGet("/{id}", HandleOne).WithName("WorkspacePage");
        pages.MapPost("/{id}", HandleName);
        pages.MapPost("/{id}/delete", DeleteWorkspace.Handle);
        pages.MapPost("/{id}/ownership", HandleOwnership);
        pages.MapPost("/{id}/invites", HandleInvite);
        pages.MapPost("/{id}/invites/{inviteId}/revoke", HandleRevoke);
        pages.MapPost("/{id}/members/{userId}", HandleMember);
        pages.MapPost("/{id}/members/{userId}/offer", HandleOffer);
        pages.MapPost("/{id}/members/{userId}/remove", HandleRemove);

        var invites = routes.MapGroup("/invites").RequireAuthorization(AccountsPolicies.Person).Limited(LimitClass.Pages);
        invites.MapGet("/{token}", AcceptInvite.HandlePage).WithName("InvitePage");
        invites.MapPost("/{token}", AcceptInvite.HandlePost);
    }

    private static async Task<IResult> HandleList(TeamPages pages, CancellationToken ct) => await pages.ListAsync(new(), ct);

    private static async Task<IResult> HandleOne(string id, string? saved, TeamPages pages, CancellationToken ct) =>
        await pages.OneAsync(id, new(Saved: saved), ct) is { } page ? page : Reply.No(Refusal.NotFound());

    private static async Task<Reply> HandleNew(
        Body<WorkspaceForm> body, HttpContext http, ICurrentUser me, AccountsDb db, TimeProvider clock, TeamPages pages, CancellationToken ct)
    {
        var reply = await CreateWorkspace.Handle(body, me, db, clock, ct);
        return reply.Refusal is { } no ? reply.Page(await pages.ListAsync(new("new", no, body.Value.Name), ct)) : reply;
    }

    private static async Task<Reply> HandleName(
        string id, Body<WorkspaceForm> body, ICurrentUser me, AccountsDb db, TeamPages pages, CancellationToken ct)
    {
        var reply = await RenameWorkspace.Handle(id, new(new(body.Value.Name ?? "")), me, db, ct);
        return await pages.AnswerAsync(id, After(reply, $"/workspaces/{id}?saved=name"), "rename", body.Value.Name, ct);
    }

    private static async Task<Reply> HandleOwnership(string id, ICurrentUser me, AccountsDb db, CancellationToken ct) =>
        After(await TakeOwnership.Handle(id, me, db, ct), $"/workspaces/{id}?saved=owner");

    // The link is in this answer and nowhere else: no redirect.
    private static async Task<IResult> HandleInvite(
        string id, Body<InviteForm> body, ICurrentUser me, AccountsDb db, TimeProvider clock, TeamPages pages, CancellationToken ct)
    {
        var (invite, no) = await InviteMember.MakeAsync(id, body.Value, me, db, clock, ct);
        if (no is not null) return await pages.AnswerAsync(id, no, "invite", body.Value.Email, ct);
        return await pages.OneAsync(id, new("invite", Fresh: invite), ct) is { } page ? page : Reply.No(Refusal.NotFound());
    }

    private static async Task<Reply> HandleRevoke(string id, string inviteId, ICurrentUser me, AccountsDb db, CancellationToken ct) =>
        After(await RevokeInvite.Handle(id, inviteId, me, db, ct), $"/workspaces/{id}?saved=revoked");

    private static async Task<Reply> HandleMember(
        string id, string userId, Body<MemberPageForm> body, ICurrentUser me, AccountsDb db, MemberViews views, IEvents events, TeamPages pages,
        CancellationToken ct)
    {
        var limit = JsonSerializer.SerializeToElement(string.IsNullOrWhiteSpace(body.Value.Limit) ? null : body.Value.Limit.Trim());
        // Owning takes the other's consent: that is an offer, made by its own button.
        var role = body.Value.Role == MemberRole.Owner ? null : body.Value.Role;
        var reply = await ChangeMember.Handle(id, userId, new(new MemberForm(role, limit)), me, db, views, events, ct);
        return await pages.AnswerAsync(id, After(reply, $"/workspaces/{id}?saved=member"), "member", null, ct);
    }

    private static async Task<Reply> HandleOffer(
        string id, string userId, ICurrentUser me, AccountsDb db, MemberViews views, IEvents events, TeamPages pages, CancellationToken ct)
    {
        var reply = await ChangeMember.Handle(id, userId, new(new MemberForm(MemberRole.Owner, default)), me, db, views, events, ct);
        return await pages.AnswerAsync(id, After(reply, $"/workspaces/{id}?saved=offered"), "offer", null, ct);
    }

    private static async Task<Reply> HandleRemove(
        string id, string userId, ICurrentUser me, AccountsDb db, IEvents events, TeamPages pages, CancellationToken ct)
    {
        var reply = await RemoveMember.Handle(id, userId, me, db, events, ct);
        return await pages.AnswerAsync(id, After(reply, userId == me.Id ? "/workspaces" : $"/workspaces/{id}?saved=removed"), "remove", null, ct);
    }

    private static Reply After(Reply reply, string url) => reply.Refusal is null ? reply.Redirect(url) : reply;
}
