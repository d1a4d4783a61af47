using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>GET /api/comparisons/{id}</summary>
internal static class ShowComparison
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, ReadGenerations read, CancellationToken ct) =>
        await read.ComparisonAsync(id, me.Id, ct) is { } view ? Reply.Of(view) : Refusal.NotFound();
}
