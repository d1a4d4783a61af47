using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Contracts.Accounts;

/// <summary>People.</summary>
public interface IAccounts
{
    /// <summary>One person, or null.</summary>
    Task<Person?> FindAsync(string userId, CancellationToken ct);

    /// <summary>Several, by id.</summary>
    Task<IReadOnlyDictionary<string, Person>> FindAsync(IReadOnlyCollection<string> userIds, CancellationToken ct);

    /// <summary>Newest first, by part of name or e-mail, and by status (<c>active</c>, <c>disabled</c>, <c>admin</c>).</summary>
    Task<Page<Person>> ListAsync(string? q, string? status, PageRequest page, CancellationToken ct);

    /// <summary>Changes role or state; sessions, tokens and keys of a disabled user end at once. Null when there is no such user; the old state otherwise.</summary>
    Task<Person?> ChangeAsync(string userId, bool? isAdmin, bool? isDisabled, CancellationToken ct);

    /// <summary>Ends every token and cookie of a user; API keys stay. False when there is no such user.</summary>
    Task<bool> EndSessionsAsync(string userId, CancellationToken ct);

    /// <summary>Total users, and those created in the range.</summary>
    Task<(int Total, int New)> CountAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct);
}

/// <summary>A user, without secrets.</summary>
public sealed record Person(
    string Id, string Name, string Email, bool IsAdmin, bool IsDisabled, string DefaultWorkspaceId, DateTimeOffset CreatedAt);

/// <summary>Workspaces: what one may see, where one may spend, and whose credits pay.</summary>
public interface IWorkspaces
{
    /// <summary>Ids of the workspaces that a user may see, read fresh: a removed member is out at once. Put them into the query.</summary>
    Task<IReadOnlyList<string>> VisibleAsync(string userId, CancellationToken ct);

    /// <summary>Those of them where a user only looks: a viewer changes and starts nothing there.</summary>
    Task<IReadOnlyList<string>> ReadOnlyAsync(string userId, CancellationToken ct);

    /// <summary>Where and on whose credits this user may spend. Null workspace: the user's default one.</summary>
    Task<SpendingPlace> SpendAsync(string userId, string? keyId, string? workspaceId, CancellationToken ct);

    /// <summary>Where a person at a page works: the workspace that is named, else the one chosen in this browser, else the default one.</summary>
    /// <returns>Null where this user does not see the workspace that is named.</returns>
    Task<WorkPlace?> PlaceAsync(string userId, string? workspaceId, CancellationToken ct);

    /// <summary>The workspaces that a person may choose from, their own first.</summary>
    Task<IReadOnlyList<WorkspaceName>> PlacesAsync(string userId, CancellationToken ct);
}

/// <summary>A workspace to choose.</summary>
public sealed record WorkspaceName(string Id, string Name, bool IsOwn);

/// <summary>Where a person works, who pays there, and how much is left to spend.</summary>
/// <param name="Id">The workspace.</param>
/// <param name="Name">For people.</param>
/// <param name="MaySpend">False for a viewer.</param>
/// <param name="PayerName">Whose credits pay; null where they are one's own.</param>
/// <param name="LimitLeft">What is left of the member's limit this month; null without one.</param>
/// <param name="Available">What the next run may cost: the payer's credits, or what is left of the limit where that is less.</param>
public sealed record WorkPlace(string Id, string Name, bool MaySpend, string? PayerName, Micros? LimitLeft, Micros Available)
{
    /// <summary>For the tests that render partials.</summary>
    public static WorkPlace Sample => new("wsp_1", "Studio North", true, "Ann", new Micros(1_250_000), new Micros(1_250_000));
}

/// <summary>Answer of <see cref="IWorkspaces.SpendAsync"/>.</summary>
public abstract record SpendingPlace
{
    /// <summary>Spend here.</summary>
    /// <param name="WorkspaceId">Owns the work.</param>
    /// <param name="Payer">Account that pays.</param>
    /// <param name="Caps">Limits of the key and of the member, to pass with the hold.</param>
    public sealed record Allowed(string WorkspaceId, string Payer, IReadOnlyList<Cap> Caps) : SpendingPlace;

    /// <summary>No such workspace, as far as this user can know: 404.</summary>
    public sealed record Unknown : SpendingPlace;

    /// <summary>A viewer: 403.</summary>
    public sealed record ReadOnly : SpendingPlace;
}

/// <summary>Hint: a user goes by another name.</summary>
public sealed record UserRenamed(string UserId);

/// <summary>Hint: a user was disabled, or is enabled again.</summary>
public sealed record UserSwitched(string UserId);

/// <summary>Hint: a user was created.</summary>
public sealed record UserRegistered(string UserId);

/// <summary>Hint: a user was disabled, deleted or logged out everywhere: close open streams.</summary>
public sealed record SessionsEnded(string UserId);

/// <summary>Hint: a user was deleted. <see cref="IAccounts.FindAsync(string, CancellationToken)"/> knows the id no more.</summary>
public sealed record UserDeleted(string UserId);

/// <summary>Hint: a user may do less in a workspace, or is no member any more: close open streams.</summary>
public sealed record MembershipEnded(string UserId, string WorkspaceId);
