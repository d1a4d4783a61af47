using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Admin;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>POST /api/admin/users/{id}/credits: gives or takes credits, with a reason that the user reads in the ledger.</summary>
internal static class AdjustCredits
{
    private const int AmountMax = 1_000_000, ReasonLengthMin = 3, ReasonLengthMax = 500;

    public static async Task<Reply> Handle(
        string id, Body<CreditsForm> body, HttpContext http, ICurrentUser me,
        [FromServices] IAccounts accounts, [FromServices] ICredits credits, IAudit audit, CancellationToken ct)
    {
        var (no, person) = await ApplyAsync(id, body.Value, http, me, accounts, credits, audit, ct);
        return no is not null ? no : Reply.Of(PersonView.Of(person!, await credits.BalanceAsync(id, ct)));
    }

    /// <summary>The decision, for programs and for the page.</summary>
    public static async Task<(Refusal? No, Person? Person)> ApplyAsync(
        string id, CreditsForm form, HttpContext http, ICurrentUser me, IAccounts accounts, ICredits credits, IAudit audit,
        CancellationToken ct)
    {
        var (amount, reason) = (form.Amount, form.Reason?.Trim() ?? "");
        if (Check(amount, reason) is { Count: > 0 } errors) return (Refusal.Invalid(errors), null);
        if (await accounts.FindAsync(id, ct) is not { } person) return (Refusal.NotFound("There is no such user."), null);

        var reference = $"adj_{OperationId.Of(http)}";
        var request = new PostRequest(reference, id, EntryKind.Adjustment, amount!.Value, reference, reason);
        if (await credits.PostAsync(request, ct) is PostResult.NotEnough(var available))
            return (Refusal.Conflict($"This would take more than the {available} credits that can be spent."), null);

        // Also where it was posted before: then the first try broke off right here.
        var changes = new Dictionary<string, object?[]> { ["credits"] = [null, amount.Value], ["reason"] = [null, reason] };
        await audit.WriteAsync(new(me.Id, "user.credits", "user", id, changes, http.Connection.RemoteIpAddress?.ToString()), ct);
        return (null, person);
    }

    private static Dictionary<string, string[]> Check(Micros? amount, string reason)
    {
        var errors = new Dictionary<string, string[]>();
        if (amount is not { } given || given == Micros.Zero || Math.Abs(given.Credits) > AmountMax)
            errors["amount"] = [$"The amount is not 0, and at most {AmountMax} either way."];
        if (reason.Length is < ReasonLengthMin or > ReasonLengthMax)
            errors["reason"] = [$"A reason has {ReasonLengthMin} to {ReasonLengthMax} characters."];
        return errors;
    }
}

/// <summary>Body of POST /api/admin/users/{id}/credits.</summary>
internal sealed record CreditsForm(Micros? Amount, string? Reason);
