using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Admin;

/// <summary>GET /admin/users: search and list. "Show more" asks the same address for a fragment with the next rows.</summary>
internal static class ShowPeople
{
    private const int SearchLengthMax = 200;

    public static async Task<IResult> Handle(
        PageRequest page, HttpRequest request, [FromServices] IAccounts accounts, [FromServices] ICredits credits, CancellationToken ct,
        string? q = null, string? status = null)
    {
        var search = q?.Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, SearchLengthMax)] : null;
        var filter = status is "active" or "disabled" or "admin" ? status : null;
        var found = await accounts.ListAsync(search, filter, page, ct);
        var balances = await credits.BalancesAsync([.. found.Items.Select(p => p.Id)], ct);
        var rows = new PeopleRowsView(
            [.. found.Items.Select(p => PersonView.Of(p, balances[p.Id]))],
            found.NextCursor is { } cursor ? Links.To("/admin/users", ("q", search), ("status", filter), ("cursor", cursor)) : null,
            page.After is null);
        if (Faces.Of(request) == Face.Fragment && page.After is not null) return Reply.Of(rows).Fragment("/Admin/People/PeopleRows.cshtml", rows);
        return new PageView("/Admin/People/PeoplePage.cshtml", new PeopleView(search, filter, rows), "Users", Frame.Admin);
    }
}

/// <summary>The list of users and what it was asked for.</summary>
internal sealed record PeopleView(string? Search, string? Status, PeopleRowsView Rows)
{
    /// <summary>For the test that renders every view: some, and none.</summary>
    public static PeopleView[] Samples => [new("an", "active", PeopleRowsView.Sample), new(null, null, new([], null, true))];
}

/// <summary>Rows of the list.</summary>
internal sealed record PeopleRowsView(IReadOnlyList<PersonView> People, string? NextHref, bool IsFirst)
{
    /// <summary>For the test that renders every view.</summary>
    public static PeopleRowsView Sample => new([PersonView.Sample, PersonView.Sample with { Disabled = true, Role = "admin" }], "/admin/users?cursor=x", true);
}
