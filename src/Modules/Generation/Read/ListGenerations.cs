using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>GET /api/generations</summary>
internal static class ListGenerations
{
    public static async Task<Reply> Handle(
        GenerationFilter filter, PageRequest page, ICurrentUser me, ReadGenerations read, CancellationToken ct) =>
        Reply.Of(await read.ListAsync(filter, page, me.Id, ct));
}

/// <summary>GET /api/generations/{id}</summary>
internal static class ShowGeneration
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, ReadGenerations read, CancellationToken ct) =>
        await read.FindAsync(id, me.Id, ct) is { } view ? Reply.Of(view) : Refusal.NotFound();
}
