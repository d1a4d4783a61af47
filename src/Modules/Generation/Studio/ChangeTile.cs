using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Community;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Where to; null takes it out of its project.</summary>
internal sealed record MoveForm(string? ProjectId);

/// <summary>The buttons under a tile: the same decisions as the API's, answered with tiles.</summary>
internal static class ChangeTile
{
    private const string TileHtml = "/Generation/Studio/Tile.cshtml";
    private const string MetaHtml = "/Generation/Studio/MetaPartial.cshtml";

    public static async Task<Reply> Cancel(
        string id, ICurrentUser me, ChangeRight right, StopGeneration stop, ReadGenerations read, GenerationSignals signals, ReadRuns runs,
        TimeProvider clock, CancellationToken ct)
    {
        var reply = await CancelGeneration.Handle(id, me, right, stop, read, signals, clock, ct);
        return reply.Refusal is { Code: not "not_cancellable" } refusal ? refusal : await ShowAsync(id, me, runs, ct);
    }

    public static async Task<Reply> Favorite(string id, ICurrentUser me, ChangeGeneration change, ReadGenerations read, ReadRuns runs, CancellationToken ct)
    {
        if (await read.RowAsync(id, me.Id, ct) is not { } row) return Refusal.NotFound();
        var reply = await ChangeGeneration.Handle(id, new(new ChangeForm(default, !row.Favorite)), me, change, ct);
        return reply.Refusal is { } refusal ? refusal : await ShowAsync(id, me, runs, ct);
    }

    public static async Task<Reply> Move(
        string id, Body<MoveForm> body, ICurrentUser me, ChangeGeneration change, ReadRuns runs, CancellationToken ct)
    {
        var project = JsonSerializer.SerializeToElement(body.Value.ProjectId);
        var reply = await ChangeGeneration.Handle(id, new(new ChangeForm(project, null)), me, change, ct);
        return reply.Refusal is { } refusal ? refusal : (await ShowAsync(id, me, runs, ct)).Redirect($"/g/{id}");
    }

    public static async Task<Reply> Best(string id, ICurrentUser me, ChangeRight right, GenerationDb db, ReadGenerations read, CancellationToken ct)
    {
        if (await read.RowAsync(id, me.Id, ct) is not { ComparisonId: { } comparisonId }) return Refusal.NotFound();
        var reply = await PickWinner.Handle(comparisonId, new(new WinnerForm(id)), me, read, right, db, ct);
        if (reply.Refusal is { } refusal) return refusal;
        var shown = Reply.Of(new { id }).Redirect($"/compare/{comparisonId}");
        foreach (var lane in (await read.ComparisonAsync(comparisonId, me.Id, ct))!.Generations)
            shown.Fragment("/Generation/Studio/TilePartial.cshtml", Tiles.Of(lane, id));
        return shown;
    }

    public static async Task<Reply> Delete(
        string id, ICurrentUser me, ChangeRight right, GenerationDb db, StopGeneration stop, RemoveGenerations remove, IEvents events, ReadGenerations read,
        TimeProvider clock, CancellationToken ct, ISharedWork? shared = null)
    {
        if (await read.FindAsync(id, me.Id, ct) is not { } gone) return Refusal.NotFound();
        var reply = await DeleteGeneration.Handle(id, me, right, db, stop, remove, events, clock, ct, shared);
        if (reply.Refusal is { } refusal) return refusal;
        var rest = gone.ComparisonId is { } cmp ? await read.ComparisonAsync(cmp, me.Id, ct) : null;
        return Reply.Of(new { id }).Fragment("/Generation/Studio/Gone.cshtml", new GoneView(rest is null ? gone.ComparisonId ?? id : null)).Redirect("/create");
    }

    public static async Task<Reply> Retry(
        string id, HttpContext http, ICurrentUser me, ReadGenerations read, StartRuns start, ReadRuns runs, CancellationToken ct)
    {
        var reply = await RetryGeneration.Handle(id, new(new RetryForm(null)), http, me, read, start, ct);
        return reply.Refusal is { } refusal ? refusal : await ShowAsync($"gen_{OperationId.Of(http)}", me, runs, ct);
    }

    /// <summary>The same settings once more, as a run of its own.</summary>
    public static async Task<Reply> Again(string id, HttpContext http, ICurrentUser me, ReadGenerations read, StartRuns start, CancellationToken ct)
    {
        if (await read.RowAsync(id, me.Id, ct) is not { } row) return Refusal.NotFound();
        var options = row.OptionsJson();
        options.Remove("seed"); // Another one, not the same one.
        var order = new StartOrder(OperationId.Of(http), me.Id, me.KeyId, row.WorkspaceId, row.ProjectId, [row.ModelId], row.Prompt, options, false, null);
        return await start.StartAsync(order, ct) switch
        {
            StartResult.Started started => Reply.Of(new { started.Rows[0].Id }, StatusCodes.Status202Accepted).Redirect($"/g/{started.Rows[0].Id}"),
            StartResult.Refused refused => refused.Refusal,
            _ => throw new InvalidOperationException("An order is started or refused."),
        };
    }

    private static async Task<Reply> ShowAsync(string id, ICurrentUser me, ReadRuns runs, CancellationToken ct) =>
        await runs.TileAsync(id, me.Id, ct) is { } found
            ? Reply.Of(new { id }).Fragment(TileHtml, found.Tile).Fragment(MetaHtml, found.Meta).Redirect(found.Tile.Href)
            : Refusal.NotFound();
}

/// <summary>What leaves the page with a deleted tile: its run, where it was the last one.</summary>
internal sealed record GoneView(string? RunId)
{
    public static GoneView Sample => new("gen_x");
}
