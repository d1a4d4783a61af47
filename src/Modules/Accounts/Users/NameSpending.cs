using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Billing;

namespace OmniHub.Accounts;

/// <summary>Names of people in usage reports; who has left has none.</summary>
internal sealed class NameMembers(AccountsDb db) : ISpendLabels
{
    public string GroupBy => "member";

    public async Task<IReadOnlyDictionary<string, string>> NameAsync(IReadOnlyCollection<string> ids, CancellationToken ct) =>
        await db.Users.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DeletedAt == null ? u.Name : "Deleted account", ct);
}

/// <summary>Names of projects in usage reports.</summary>
internal sealed class NameProjects(AccountsDb db) : ISpendLabels
{
    public string GroupBy => "project";

    public async Task<IReadOnlyDictionary<string, string>> NameAsync(IReadOnlyCollection<string> ids, CancellationToken ct) =>
        (await db.Projects.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, ct)).OrGone(ids, "Deleted project");
}

/// <summary>Names of API keys in usage reports.</summary>
internal sealed class NameKeys(AccountsDb db) : ISpendLabels
{
    public string GroupBy => "key";

    public async Task<IReadOnlyDictionary<string, string>> NameAsync(IReadOnlyCollection<string> ids, CancellationToken ct) =>
        (await db.Keys.Where(k => ids.Contains(k.Id)).ToDictionaryAsync(k => k.Id, k => k.Name, ct)).OrGone(ids, "Revoked key");
}

/// <summary>What is said of ids whose row is deleted.</summary>
internal static class GoneNames
{
    public static IReadOnlyDictionary<string, string> OrGone(this Dictionary<string, string> names, IReadOnlyCollection<string> ids, string gone)
    {
        foreach (var id in ids) names.TryAdd(id, gone);
        return names;
    }
}
