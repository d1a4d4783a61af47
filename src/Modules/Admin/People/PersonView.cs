using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>A user, as an admin sees one.</summary>
internal sealed record PersonView(
    string Id, string Email, string Name, string Role, bool Disabled, Micros Credits, Micros ReservedCredits,
    string DefaultWorkspaceId, string? Plan, DateTimeOffset CreatedAt)
{
    /// <summary>For the test that renders every view.</summary>
    public static PersonView Sample => new(
        "usr_1", "ann@example.com", "Ann Other", "user", false, new(12_482_000), new(60_000), "wsp_1", null, DateTimeOffset.UnixEpoch);

    public static PersonView Of(Person p, Balance balance) => new(
        p.Id, p.Email, p.Name, p.IsAdmin ? "admin" : "user", p.IsDisabled, balance.Spendable, balance.Held,
        p.DefaultWorkspaceId, null, p.CreatedAt);
}
