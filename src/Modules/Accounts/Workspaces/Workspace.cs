using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Owns work. Its owner pays.</summary>
internal sealed class Workspace
{
    public required string Id { get; set; }

    public required string OwnerId { get; set; }

    public required string Name { get; set; }

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

    public DateTimeOffset JoinedAt { get; set; }

    public static string CapKeyOf(string workspaceId, string userId, DateTimeOffset now) =>
        $"member:{workspaceId}:{userId}:{now.UtcDateTime:yyyy-MM}";
}
