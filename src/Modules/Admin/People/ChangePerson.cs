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
    private const int ReasonLengthMax = 500;

    // Two admins who demote each other at the same time would leave none.
    private static readonly SemaphoreSlim Gate = new(1, 1);

    public static async Task<Reply> Handle(
        string id, Body<PersonForm> body, HttpContext http, ICurrentUser me,
        [FromServices] IAccounts accounts, [FromServices] ICredits credits, IAudit audit, CancellationToken ct)
    {
        var (no, person) = await ApplyAsync(id, body.Value, http, me, accounts, audit, ct);
        return no is not null ? no : Reply.Of(PersonView.Of(person!, await credits.BalanceAsync(id, ct)));
    }

    /// <summary>The decision, for programs and for the page.</summary>
    public static async Task<(Refusal? No, Person? Person)> ApplyAsync(
        string id, PersonForm form, HttpContext http, ICurrentUser me, IAccounts accounts, IAudit audit, CancellationToken ct)
    {
        if (form.Role is not (null or "user" or "admin")) return (Refusal.Invalid("role", "role is user or admin."), null);
        if (form.Reason?.Trim().Length > ReasonLengthMax)
            return (Refusal.Invalid("reason", $"A reason has at most {ReasonLengthMax} characters."), null);
        await Gate.WaitAsync(ct);
        try
        {
            if (await accounts.FindAsync(id, ct) is not { } person) return (Refusal.NotFound("There is no such user."), null);
            var isAdmin = form.Role is null ? person.IsAdmin : form.Role == "admin";
            var isDisabled = form.Disabled ?? person.IsDisabled;
            var losesAdmin = person is { IsAdmin: true, IsDisabled: false } && (!isAdmin || isDisabled);
            if (losesAdmin && id == me.Id) return (Refusal.Conflict("You cannot disable or demote yourself. Ask another admin."), null);
            if (losesAdmin && !await HasAnotherAdminAsync(accounts, id, ct)) return (Refusal.Conflict("This is the last admin."), null);
            if (await accounts.ChangeAsync(id, isAdmin, isDisabled, ct) is not { } old)
                return (Refusal.NotFound("There is no such user."), null);

            var changes = new Changes().Add("role", Role(old.IsAdmin), Role(isAdmin)).Add("disabled", old.IsDisabled, isDisabled);
            if (changes.Any && form.Reason?.Trim() is { Length: > 0 } reason) changes.Add("reason", null, reason);
            if (changes.Any) await audit.WriteAsync(changes.Entry(me.Id, "user.update", "user", id, http), ct);
            return (null, old with { IsAdmin = isAdmin, IsDisabled = isDisabled });
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

/// <summary>Body of PATCH /api/admin/users/{id}; the reason is for the audit log.</summary>
internal sealed record PersonForm(string? Role, bool? Disabled, string? Reason = null);
