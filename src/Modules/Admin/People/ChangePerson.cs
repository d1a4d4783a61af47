using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Admin;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>PATCH /api/admin/users/{id}: role and state. Nobody shuts out themselves or the last admin.</summary>
internal static class ChangePerson
{
    // Two admins who demote each other at the same time would leave none.
    private static readonly SemaphoreSlim Gate = new(1, 1);

    public static async Task<Reply> Handle(
        string id, Body<PersonForm> body, HttpContext http, ICurrentUser me,
        [FromServices] IAccounts accounts, [FromServices] ICredits credits, IAudit audit, CancellationToken ct)
    {
        var form = body.Value;
        if (form.Role is not (null or "user" or "admin")) return Refusal.Invalid("role", "role is user or admin.");
        await Gate.WaitAsync(ct);
        try
        {
            if (await accounts.FindAsync(id, ct) is not { } person) return Refusal.NotFound("There is no such user.");
            var isAdmin = form.Role is null ? person.IsAdmin : form.Role == "admin";
            var isDisabled = form.Disabled ?? person.IsDisabled;
            var losesAdmin = person is { IsAdmin: true, IsDisabled: false } && (!isAdmin || isDisabled);
            if (losesAdmin && id == me.Id) return Refusal.Conflict("You cannot disable or demote yourself. Ask another admin.");
            if (losesAdmin && !await HasAnotherAdminAsync(accounts, id, ct)) return Refusal.Conflict("This is the last admin.");
            if (await accounts.ChangeAsync(id, isAdmin, isDisabled, ct) is not { } old) return Refusal.NotFound("There is no such user.");

            var changes = new Changes().Add("role", Role(old.IsAdmin), Role(isAdmin)).Add("disabled", old.IsDisabled, isDisabled);
            if (changes.Any) await audit.WriteAsync(changes.Entry(me.Id, "user.update", "user", id, http), ct);
            return Reply.Of(PersonView.Of(old with { IsAdmin = isAdmin, IsDisabled = isDisabled }, await credits.BalanceAsync(id, ct)));
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task<bool> HasAnotherAdminAsync(IAccounts accounts, string id, CancellationToken ct)
    {
        var admins = await accounts.ListAsync(null, "admin", new PageRequest(PageRequest.LimitMax, null), ct);
        return admins.Items.Any(p => p.Id != id && !p.IsDisabled);
    }

    private static string Role(bool isAdmin) => isAdmin ? "admin" : "user";
}

/// <summary>Body of PATCH /api/admin/users/{id}.</summary>
internal sealed record PersonForm(string? Role, bool? Disabled);
