using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>A user, as an admin sees one.</summary>
internal sealed record PersonView(
    string Id, string Email, string Name, string Role, bool Disabled, Micros Credits, Micros ReservedCredits,
    string DefaultWorkspaceId, string? Plan, DateTimeOffset CreatedAt)
{
    public static PersonView Of(Person p, Balance balance) => new(
        p.Id, p.Email, p.Name, p.IsAdmin ? "admin" : "user", p.IsDisabled, balance.Spendable, balance.Held,
        p.DefaultWorkspaceId, null, p.CreatedAt);
}
