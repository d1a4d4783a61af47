using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Body of POST /api/generations/{id}/retry.</summary>
internal sealed record RetryForm(Micros? MaxCredits);

/// <summary>POST /api/generations/{id}/retry: the same once more, with a hold of its own, in the same lane of the comparison.</summary>
internal static class RetryGeneration
{
    public static async Task<Reply> Handle(
        string id, Body<RetryForm> body, HttpContext http, ICurrentUser me, ReadGenerations read, StartRuns runs, CancellationToken ct)
    {
        if (await read.RowAsync(id, me.Id, ct) is not { } row) return Refusal.NotFound();
        if (!row.Stage.IsTerminal()) return Refusal.Conflict("This generation still runs.");

        var order = new StartOrder(
            OperationId.Of(http), me.Id, me.KeyId, row.WorkspaceId, row.ProjectId, [row.ModelId], row.Prompt, row.OptionsJson(), false,
            body.Value.MaxCredits)
        { Again = row };
        return await runs.StartAsync(order, ct) switch
        {
            StartResult.Started started => StartGeneration.Accepted(await read.ShowAsync(started.Rows, ct)),
            StartResult.Refused refused => refused.Refusal,
            _ => throw new InvalidOperationException(),
        };
    }
}
