using Microsoft.AspNetCore.Mvc;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>GET /api/admin/users?q=&amp;status=: newest first. GET /api/admin/users/{id}: one.</summary>
internal static class ListPeople
{
    private const int SearchLengthMax = 200;
    private static readonly string[] Statuses = ["active", "disabled", "admin"];

    public static async Task<Reply> Handle(
        PageRequest page, [FromServices] IAccounts accounts, [FromServices] ICredits credits, CancellationToken ct,
        string? q = null, string? status = null)
    {
        if (!string.IsNullOrEmpty(status) && !Statuses.Contains(status))
            return Refusal.Invalid("status", $"status is one of: {string.Join(", ", Statuses)}.");
        if (q?.Length > SearchLengthMax) return Refusal.Invalid("q", $"A search has at most {SearchLengthMax} characters.");
        var found = await accounts.ListAsync(Blank(q), Blank(status), page, ct);
        var balances = await credits.BalancesAsync([.. found.Items.Select(p => p.Id)], ct);
        return Reply.Of(new Page<PersonView>([.. found.Items.Select(p => PersonView.Of(p, balances[p.Id]))], found.NextCursor));
    }

    public static async Task<Reply> HandleOne(
        string id, [FromServices] IAccounts accounts, [FromServices] ICredits credits, CancellationToken ct) =>
        await accounts.FindAsync(id, ct) is { } person
            ? Reply.Of(PersonView.Of(person, await credits.BalanceAsync(id, ct)))
            : Refusal.NotFound("There is no such user.");

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
