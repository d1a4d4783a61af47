namespace OmniHub.Contracts.Accounts;

/// <summary>
/// What a module forgets of a person who deletes the account. Found by scanning, and asked before the account is gone:
/// a crash in between leaves an account that can be deleted again.
/// </summary>
public interface IForgetPart
{
    /// <summary>Takes the person's work out of sight for good; files may follow later. Idempotent.</summary>
    Task ForgetAsync(string userId, CancellationToken ct);

    /// <summary>The same for the work of a workspace that is deleted.</summary>
    Task ForgetWorkspaceAsync(string workspaceId, CancellationToken ct);
}
