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

    /// <summary>Where and on whose credits this user may spend. Null workspace: the user's default one.</summary>
    Task<SpendingPlace> SpendAsync(string userId, string? keyId, string? workspaceId, CancellationToken ct);
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

/// <summary>Hint: a user was created.</summary>
public sealed record UserRegistered(string UserId);

/// <summary>Hint: a user was disabled, deleted or logged out everywhere: close open streams.</summary>
public sealed record SessionsEnded(string UserId);

/// <summary>Hint: a user was deleted. <see cref="IAccounts.FindAsync(string, CancellationToken)"/> knows the id no more.</summary>
public sealed record UserDeleted(string UserId);

/// <summary>Hint: a user may do less in a workspace, or is no member any more: close open streams.</summary>
public sealed record MembershipEnded(string UserId, string WorkspaceId);
