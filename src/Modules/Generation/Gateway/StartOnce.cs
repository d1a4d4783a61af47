using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Starts the one generation of a gateway request. A repeat under the same idempotency key finds it, and tries again only what ended without a charge.</summary>
internal sealed class StartOnce(StartRuns runs)
{
    private const int TriesMax = 9;

    public async Task<(GenerationRow? Row, Refusal? No)> RunAsync(
        ModelCard model, string prompt, JsonObject options, HttpContext http, ICurrentUser me, bool fromForm, CancellationToken ct)
    {
        var operation = OperationId.Of(http);
        for (var tries = 0; ; tries++)
        {
            // Each try has an id that follows from the first: two repeats at once are the same try.
            var id = tries == 0 ? operation : operation + tries.ToString(CultureInfo.InvariantCulture);
            var order = new StartOrder(id, me.Id, me.KeyId, null, null, [model.Id], prompt, options, fromForm, null);
            switch (await runs.StartAsync(order, ct))
            {
                case StartResult.Refused refused: return (null, refused.Refusal);
                case StartResult.Started { Rows: [var row, ..] }:
                    if (tries < TriesMax && row is { Stage: Stage.Failed or Stage.Canceled, ChargedMicros: null or 0 }) break;
                    return (row, null);
            }
        }
    }
}

/// <summary>What the gateway says about models and ends.</summary>
internal static class MediaModels
{
    public static Refusal Missing(string id) => new(404, "model_not_found", ClosedModels.Missing(id));

    public static Refusal Wrong(ModelCard model) => Refusal.Invalid("model", model.Type switch
    {
        Medium.Image => $"{model.Name} makes images: use /v1/images/generations.",
        Medium.Video => $"{model.Name} makes videos: use /v1/videos.",
        _ => $"{model.Name} answers in text: use /v1/chat/completions.",
    });

    /// <summary>Why a generation brought nothing, with the status it would have had.</summary>
    public static Refusal Failure(GenerationView done)
    {
        if (done.Status == GenerationStatus.Canceled) return Refusal.Conflict("This generation was canceled.", "canceled");
        var (status, code) = done.Error!.Code switch
        {
            "content_rejected" => (422, "content_rejected"),
            "provider_rejected_input" => (400, "validation_failed"),
            "provider_model_unknown" => (404, "model_not_found"),
            "provider_rate_limited" => (429, "rate_limited"),
            "provider_timeout" => (504, "provider_timeout"),
            "provider_unavailable" or "provider_locked" or "provider_unauthorized" => (503, "provider_unavailable"),
            _ => (502, "provider_error"),
        };
        return new(status, code, done.Error.Message);
    }
}
