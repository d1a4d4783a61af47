using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Generation;

/// <summary>Sends one generation to the provider, at most once: what may have been sent is never sent again.</summary>
internal sealed partial class SubmitGeneration(
    GenerationDb db, FalClient fal, FalSettings settings, ProviderInput input, FinishGeneration finish, PollGate gate, IEvents events,
    TimeProvider clock, ILogger<SubmitGeneration> log) : IJob
{
    private const int AttemptsMax = 5;

    /// <summary>Longer than pushing its images or one submit with all its tries can take.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(3);

    public async Task RunAsync(string id, CancellationToken ct)
    {
        if (await ClaimAsync(id) is not { } row) return;
        using var span = Traces.Begin("generation.submit", row);
        switch (await input.BuildAsync(row, ct))
        {
            case ProviderInput.Built.Ready(var json) when await MarkAsync(row, json):
                await SendAsync(row, json);
                break;
            case ProviderInput.Built.NotNow(var error, var retryAfter):
                await TryLaterAsync(row, error, retryAfter);
                break;
            case ProviderInput.Built.Never(var error):
                await finish.FailAsync(id, error.Code, error.Message);
                break;
        }

        gate.Wake();
    }

    private async Task<GenerationRow?> ClaimAsync(string id)
    {
        var (now, lease) = (clock.GetUtcNow(), Guid.NewGuid().ToString("n"));
        var won = await db.Generations.Where(g => g.Id == id && g.Stage == Stage.Pending && g.CancelRequestedAt == null && g.Lease == null)
            .ExecuteUpdateAsync(set => set
                .SetProperty(g => g.Stage, Stage.Submitting)
                .SetProperty(g => g.Lease, lease)
                .SetProperty(g => g.NextPollAt, now + LeaseTime)) == 1;
        return won ? await db.Generations.AsNoTracking().SingleAsync(g => g.Id == id) : null;
    }

    // From this write on it may have been sent.
    private async Task<bool> MarkAsync(GenerationRow row, JsonObject json)
    {
        var (now, text) = (clock.GetUtcNow(), json.ToJsonString());
        return await Mine(row).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.Input, text)
            .SetProperty(g => g.SubmitStartedAt, now)
            .SetProperty(g => g.NextPollAt, now + LeaseTime)) == 1;
    }

    private async Task SendAsync(GenerationRow row, JsonObject json)
    {
        // Not the job's token: a server that stops should still hear the answer.
        switch (await fal.SubmitAsync(row.Endpoint, json, WebhookFor(row), CancellationToken.None))
        {
            case FalSubmission.Accepted accepted:
                await AcceptAsync(row, accepted);
                break;
            case FalSubmission.Rejected { Error.Retryable: true } rejected:
                await TryLaterAsync(row, rejected.Error, rejected.RetryAfter);
                break;
            case FalSubmission.Rejected rejected:
                await finish.FailAsync(row.Id, rejected.Error.Code, rejected.Error.Message);
                break;
            case FalSubmission.Uncertain uncertain:
                LogUncertain(row.Id, uncertain.Error.Code);
                await ReconcileAsync(row.Id);
                break;
        }
    }

    private async Task AcceptAsync(GenerationRow row, FalSubmission.Accepted accepted)
    {
        var (now, handle) = (clock.GetUtcNow(), accepted.Handle);
        try
        {
            var rows = await db.Generations
                .Where(g => g.Id == row.Id && (g.Stage == Stage.Submitting || g.Stage == Stage.Reconciling) && g.RequestId == null)
                .ExecuteUpdateAsync(set => set
                    .SetProperty(g => g.RequestId, handle.RequestId)
                    .SetProperty(g => g.StatusUrl, handle.StatusUrl)
                    .SetProperty(g => g.ResponseUrl, handle.ResponseUrl)
                    .SetProperty(g => g.CancelUrl, handle.CancelUrl)
                    .SetProperty(g => g.Stage, Stage.Queued)
                    .SetProperty(g => g.QueuePosition, accepted.QueuePosition)
                    .SetProperty(g => g.IsSandbox, accepted.Sandbox)
                    .SetProperty(g => g.SubmittedAt, now)
                    .SetProperty(g => g.Deadline, now + Patience.Of(row.Type))
                    .SetProperty(g => g.Attempts, 0)
                    .SetProperty(g => g.Lease, (string?)null)
                    .SetProperty(g => g.NextPollAt, now + Patience.Poll(TimeSpan.Zero)));
            if (rows == 1) events.Publish(new GenerationChanged(row.Id, row.UserId, row.WorkspaceId));
        }
        catch (Exception e) when (e.IsDuplicate())
        {
            // A twin with the same input took our job for its own lost one; its own is still in the provider's list.
            await ReconcileAsync(row.Id);
        }
    }

    private Task<int> ReconcileAsync(string id)
    {
        var now = clock.GetUtcNow();
        return db.Generations.Where(g => g.Id == id && g.Stage == Stage.Submitting).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.Stage, Stage.Reconciling)
            .SetProperty(g => g.Attempts, 0)
            .SetProperty(g => g.Lease, (string?)null)
            .SetProperty(g => g.NextPollAt, now));
    }

    // The provider certainly has nothing: trying again is safe.
    private async Task TryLaterAsync(GenerationRow row, FalError error, TimeSpan? retryAfter)
    {
        if (row.Attempts + 1 >= AttemptsMax)
        {
            await finish.FailAsync(row.Id, error.Code, error.Message);
            return;
        }

        var next = clock.GetUtcNow() + Patience.BackOff(row.Attempts + 1, retryAfter);
        await Mine(row).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.Stage, Stage.Pending)
            .SetProperty(g => g.Input, (string?)null)
            .SetProperty(g => g.Attempts, row.Attempts + 1)
            .SetProperty(g => g.Lease, (string?)null)
            .SetProperty(g => g.NextPollAt, next));
    }

    private IQueryable<GenerationRow> Mine(GenerationRow row) =>
        db.Generations.Where(g => g.Id == row.Id && g.Stage == Stage.Submitting && g.Lease == row.Lease);

    private Uri? WebhookFor(GenerationRow row)
    {
        if (settings.Current.PublicWebhookUrl is not { } address) return null;
        var query = new Dictionary<string, string?> { ["generation"] = row.Id, ["nonce"] = row.Nonce };
        return new(QueryHelpers.AddQueryString(address.AbsoluteUri, query));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The submit of generation {Id} has no answer ({Code}); it is looked for")]
    private partial void LogUncertain(string id, string code);
}
