using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Owns work. Its owner pays.</summary>
internal sealed class Workspace
{
    public required string Id { get; set; }

    public required string OwnerId { get; set; }

    public required string Name { get; set; }

    public const int NameLengthMax = 80;

    /// <summary>Most workspaces that one user owns.</summary>
    public const int OwnedMax = 50;

    /// <summary>Most members, open invites counted.</summary>
    public const int MembersMax = 200;

    /// <summary>Made with the account, and cannot be deleted.</summary>
    public bool IsPersonal { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public static Workspace Personal(string ownerId, DateTimeOffset now) =>
        new() { Id = OmniHub.Kernel.Id.New("wsp"), OwnerId = ownerId, Name = "Personal", IsPersonal = true, CreatedAt = now };
}

/// <summary>What a member may do.</summary>
internal enum MemberRole
{
    Owner,
    Editor,
    Viewer,
}

/// <summary>A user in a workspace.</summary>
internal sealed class Member
{
    public required string WorkspaceId { get; set; }

    public required string UserId { get; set; }

    public MemberRole Role { get; set; }

    /// <summary>Null: none of their own.</summary>
    public Micros? MonthlyCreditLimit { get; set; }

    /// <summary>The owner offers the workspace to this member. Owning means paying, so it takes their consent.</summary>
    public bool IsOfferedOwnership { get; set; }

    public DateTimeOffset JoinedAt { get; set; }

    public static string CapKeyOf(string workspaceId, string userId, DateTimeOffset now) =>
        $"member:{workspaceId}:{userId}:{now.UtcDateTime:yyyy-MM}";
}

/// <summary>A way into a workspace, for one e-mail address and once. Only the hash of its token is kept.</summary>
internal sealed class Invite
{
    public const int DaysOpen = 7;

    public required string Id { get; set; }

    public required string WorkspaceId { get; set; }

    public required string Email { get; set; }

    public required string NormalizedEmail { get; set; }

    public MemberRole Role { get; set; }

    public required string TokenHash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? AcceptedAt { get; set; }
}
