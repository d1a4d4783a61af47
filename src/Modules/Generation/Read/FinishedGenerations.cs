using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Finished generations, for the webhooks of those who started them.</summary>
internal sealed class FinishedGenerations(GenerationDb db, ReadGenerations generations) : IWebhookSource
{
    private const string Completed = "generation.completed", Failed = "generation.failed";

    public async Task<IReadOnlyList<Happened>> ReadAsync(
        IReadOnlyCollection<string> userIds, DateTimeOffset since, int max, CancellationToken ct)
    {
        var rows = await Since(db, userIds, since).OrderBy(g => g.CompletedAt).Take(max)
            .Select(g => new { g.Id, g.UserId, g.Stage, g.CompletedAt }).ToListAsync(ct);
        return [.. rows.Select(g => new Happened(g.Id, g.UserId, g.Stage == Stage.Completed ? Completed : Failed, g.CompletedAt!.Value))];
    }

    /// <summary>Ended well or not, and shown so.</summary>
    public static IQueryable<GenerationRow> Since(GenerationDb db, IReadOnlyCollection<string> userIds, DateTimeOffset since) =>
        db.Generations.AsNoTracking().Where(g => userIds.Contains(g.UserId) && g.CompletedAt >= since
            && (g.Stage == Stage.Completed || g.Stage == Stage.Failed) && g.DeletedAt == null);

    public async Task<object?> ShowAsync(Happened happened, CancellationToken ct) =>
        await generations.FindAsync(happened.Id, happened.UserId, ct);
}

/// <summary>Tells webhooks sooner.</summary>
internal sealed class HurryWebhooks(IEvents events) : IHandle<GenerationFinished>
{
    public Task HandleAsync(GenerationFinished happened, CancellationToken ct)
    {
        events.Publish(new WebhookDue(happened.UserId));
        return Task.CompletedTask;
    }
}
