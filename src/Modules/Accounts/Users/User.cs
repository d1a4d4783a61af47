using Microsoft.AspNetCore.Identity;
using OmniHub.Contracts.Accounts;

namespace OmniHub.Accounts;

/// <summary>A person. After deletion only the id, and what says that it was deleted, remains.</summary>
internal sealed class User : IdentityUser
{
    public const int NameLengthMax = 80;

    public const int EmailLengthMax = 254;

    public string Name { get; set; } = "";

    public bool IsAdmin { get; set; }

    public bool IsDisabled { get; set; }

    public string DefaultWorkspaceId { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When the free credits were granted, or found to have been granted before; null until then.</summary>
    public DateTimeOffset? FreeCreditsAt { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }

    public Person ToPerson() => new(Id, Name, Email ?? "", IsAdmin, IsDisabled, DefaultWorkspaceId, CreatedAt);
}
