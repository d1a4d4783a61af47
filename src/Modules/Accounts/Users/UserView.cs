using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>A user, as they see themselves: <c>user</c> or <c>admin</c>, with what is spendable now and what running work holds.</summary>
internal sealed record UserView(
    string Id, string Email, string Name, string Role, Micros Credits, Micros ReservedCredits,
    string DefaultWorkspaceId, string? Plan, DateTimeOffset CreatedAt);

/// <summary>Answer of <c>me</c>.</summary>
internal sealed record MeView(UserView User);

/// <summary>Answer of a sign-up, a log-in and a changed password.</summary>
internal sealed record SignedInView(string Token, DateTimeOffset ExpiresAt, UserView User);

/// <summary>Shows users with their credits.</summary>
internal sealed class UserViews(ICredits credits, IPlans plans, Tokens tokens)
{
    public async Task<UserView> OfAsync(User user, CancellationToken ct)
    {
        var balance = await credits.BalanceAsync(user.Id, ct);
        return new(
            user.Id, user.Email!, user.Name, user.IsAdmin ? "admin" : "user", balance.Spendable, balance.Held,
            user.DefaultWorkspaceId, (await plans.FindAsync(user.Id, ct))?.Id, user.CreatedAt);
    }

    public async Task<SignedInView> SignedInAsync(User user, CancellationToken ct)
    {
        var issued = tokens.Issue(user.Id, user.SecurityStamp!);
        return new(issued.Token, issued.ExpiresAt, await OfAsync(user, ct));
    }
}
