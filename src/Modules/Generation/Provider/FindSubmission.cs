using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Generation;

/// <summary>Looks for a submit whose answer was lost. It is never sent again: found and adopted, or given up after a while.</summary>
internal sealed partial class FindSubmission(
    GenerationDb db, FalClient fal, FinishGeneration finish, IEvents events, TimeProvider clock, ILogger<FindSubmission> log)
{
    /// <summary>How far the provider's clock may be from ours.</summary>
    private static readonly TimeSpan ClockDrift = TimeSpan.FromSeconds(90);

    public async Task<bool> LookAsync(GenerationRow row)
    {
        var since = (row.SubmitStartedAt ?? row.CreatedAt) - ClockDrift;
        if (await fal.FindRequestsAsync(row.Endpoint, since) is FalAnswer<IReadOnlyList<FalPastRequest>>.Ok(var requests))
        {
            var sent = JsonNode.Parse(row.Input!)!.AsObject();
            foreach (var request in requests.Where(r => r.HasInput(sent) && !(r.SentAt < since)).OrderBy(r => r.SentAt))
            {
                if (await AdoptAsync(row.Id, request.RequestId)) return true;
            }
        }

        var now = clock.GetUtcNow();
        if (now > (row.SubmitStartedAt ?? row.CreatedAt) + Patience.Reconcile)
        {
            return await finish.FailAsync(
                row.Id, FalCode.Unavailable, "The provider never confirmed that it took this job. Nothing was charged; try again.");
        }

        var mine = db.Generations.Where(g => g.Id == row.Id && g.Stage == Stage.Reconciling && g.Lease == row.Lease);
        await mine.ExecuteUpdateAsync(set => set
            .SetProperty(g => g.Attempts, row.Attempts + 1)
            .SetProperty(g => g.Lease, (string?)null)
            .SetProperty(g => g.NextPollAt, now + Patience.BackOff(row.Attempts + 1)));
        return true;
    }

    /// <summary>Takes a request id that nobody else has; false where somebody has, or the row needs none any more.</summary>
    public async Task<bool> AdoptAsync(string id, string requestId, string? nonce = null)
    {
        var now = clock.GetUtcNow();
        var (forImage, forVideo) = (now + Patience.Of(Medium.Image), now + Patience.Of(Medium.Video));
        try
        {
            var rows = await db.Generations
                .Where(g => g.Id == id && (g.Stage == Stage.Submitting || g.Stage == Stage.Reconciling))
                .Where(g => g.RequestId == null && g.Input != null)
                .Where(g => nonce == null || g.Nonce == nonce)
                .Where(g => !db.Generations.Any(other => other.RequestId == requestId))
                .ExecuteUpdateAsync(set => set
                    .SetProperty(g => g.Stage, Stage.Queued)
                    .SetProperty(g => g.RequestId, requestId)
                    .SetProperty(g => g.SubmittedAt, now)
                    .SetProperty(g => g.Deadline, g => g.Type == Medium.Video ? forVideo : forImage)
                    .SetProperty(g => g.Attempts, 0)
                    .SetProperty(g => g.Lease, (string?)null)
                    .SetProperty(g => g.NextPollAt, now));
            if (rows == 0) return false;
        }
        catch (Exception e) when (e.IsDuplicate())
        {
            return false;
        }

        LogFound(id, requestId);
        if (await db.Generations.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id) is { } row)
            events.Publish(new GenerationChanged(id, row.UserId, row.WorkspaceId));
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {Id} was found at the provider as {RequestId}")]
    private partial void LogFound(string id, string requestId);
}
