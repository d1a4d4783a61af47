using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;

namespace OmniHub.Accounts;

/// <summary>Somebody who goes has no plan any more. Billing knows accounts, not people, so it is told.</summary>
internal sealed class EndPlan(IPlans plans) : IForgetPart
{
    public Task ForgetAsync(string userId, CancellationToken ct) => plans.EndAsync(userId, ct);

    public Task ForgetWorkspaceAsync(string workspaceId, CancellationToken ct) => Task.CompletedTask;
}
