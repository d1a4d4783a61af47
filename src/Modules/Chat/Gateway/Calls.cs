using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Chat;

/// <summary>A call under way: its row, its hold and its price.</summary>
internal sealed record OpenCall(Call Row, HoldRequest Hold, ChatTerms Terms, ModelCard Model, int MaxTokens)
{
    public ChatHost Host { get; } = ChatSpend.HostOf(Row.Provider);
}

/// <summary>How a call ended.</summary>
internal sealed record CallEnd(CallStatus Status, string? ErrorCode, ChatUsage? Usage, string? GenerationId, int Arrived, bool IsFree);

/// <summary>
/// Opens and closes calls. A call's id is the id of its hold. The hold is committed before the provider is asked; the row follows in a group.
/// </summary>
internal sealed class Calls(IServiceProvider services, CallLog rows, ICredits credits, ICatalog catalog, IWorkspaces workspaces, TimeProvider clock, ILogger<Calls> log)
{
    public const string KeyInUse = "idempotency_key_in_use";

    private const int TriesMax = 9;

    /// <summary>When a hold without a row is given back.</summary>
    private static readonly TimeSpan OrphanReview = TimeSpan.FromMinutes(2);

    /// <summary>The call, or why there is none.</summary>
    public async Task<(OpenCall? Call, Refusal? No)> OpenAsync(CallRequest request, string operation, ICurrentUser me, bool isEmbedding, CancellationToken ct)
    {
        // After a failure that cost nothing the same key may try again; each try has an id that follows from the first.
        for (var tries = 0; ; tries++)
        {
            var id = tries == 0 ? $"cal_{operation}" : $"cal_{operation}{tries.ToString(CultureInfo.InvariantCulture)}";
            var opened = await TryOpenAsync(request, id, me, isEmbedding, ct);
            if (opened.No?.Code != KeyInUse || tries == TriesMax || !await WasFreeAsync(id, ct)) return opened;
        }
    }

    /// <summary>Keeps what a restart needs to look the cost up.</summary>
    public void Started(OpenCall call, string? generationId)
    {
        if (generationId is null) return;
        call.Row.GenerationId = generationId;
        rows.Note(call.Row);
    }

    /// <summary>Writes down how it ended and charges it, once. Answers with the charge; an estimate where the cost is not known yet.</summary>
    public async Task<Micros> CloseAsync(OpenCall call, CallEnd end)
    {
        var (row, now) = (call.Row, clock.GetUtcNow());
        var cost = ChatSpend.Of(call.Terms, call.Host, end.Usage)
            ?? (end.IsFree ? new Cost(Micros.Zero, Micros.Zero)
                : call.Host == ChatHost.OpenRouter && end.GenerationId is not null ? null
                : Estimate(row.SentTokens, call.Terms, end.Arrived));
        (row.Status, row.ErrorCode, row.GenerationId, row.Arrived, row.EndedAt) = (end.Status, end.ErrorCode, end.GenerationId, end.Arrived, now);
        (row.PromptTokens, row.CompletionTokens) = (end.Usage?.PromptTokens, end.Usage?.CompletionTokens);
        (row.CostMicros, row.ProviderCostMicros) = (cost?.Credits.Value, cost?.ProviderCost.Value);
        // Until it is settled somebody looks at it again.
        row.SettledAt = cost is null ? null : now;
        row.NextLookAt = cost is null ? now : null;
        rows.Note(row);
        if (cost is not null) await SettleAsync(call, cost);
        return Micros.Min((cost ?? Estimate(row.SentTokens, call.Terms, end.Arrived)).Credits, call.Hold.Amount);
    }

    /// <summary>What was sent and what had arrived; nothing where nothing had.</summary>
    public static Cost Estimate(int sent, ChatTerms terms, int arrived) =>
        arrived == 0 ? new(Micros.Zero, Micros.Zero) : ChatSpend.Listed(terms, sent, arrived);

    private async Task SettleAsync(OpenCall call, Cost cost)
    {
        try
        {
            var verdict = CallHolds.VerdictOf(cost.Credits, cost.ProviderCost, call.Row.Provider, call.Row.GenerationId, call.Terms);
            await credits.CloseAsync(call.Hold, verdict, CancellationToken.None);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "Call {CallId} was not settled; its hold is reviewed", call.Row.Id);
        }
    }

    // An operator's own endpoint may have one model for both.
    private static bool Fits(Medium type, bool isEmbedding) => type == Medium.Chat || (isEmbedding && type == Medium.Embedding);

    private async Task<bool> WasFreeAsync(string id, CancellationToken ct)
    {
        await rows.FlushAsync();
        return await services.GetRequiredService<ChatDb>().Calls.AnyAsync(c => c.Id == id && c.Status == CallStatus.Failed && c.CostMicros == 0 && c.SettledAt != null, ct);
    }

    private async Task<(OpenCall? Call, Refusal? No)> TryOpenAsync(CallRequest request, string id, ICurrentUser me, bool isEmbedding, CancellationToken ct)
    {
        if (await catalog.FindAsync(request.Model!, ct) is not { } model || !Fits(model.Type, isEmbedding))
            return (null, new(404, "model_not_found", ClosedModels.Missing(request.Model)));
        if (await workspaces.SpendAsync(me.Id, me.KeyId, null, ct) is not SpendingPlace.Allowed place) return (null, Refusal.Forbidden());

        var most = isEmbedding ? 0 : (int)Math.Min(request.MaxTokens ?? ChatSpend.MaxTokensDefault, model.OutputTokensMax ?? model.ContextLength ?? int.MaxValue);
        var (terms, now) = (catalog.TermsOf(model), clock.GetUtcNow());
        var sent = ChatSpend.TokensOf(request.TextBytes, request.Messages, request.Images);
        var amount = ChatSpend.MostOf(terms, sent, (long)most * request.Choices);
        var hold = new HoldRequest(
            id, place.Payer, amount, CallHolds.HoldPurpose, now + OrphanReview, place.Caps, new(me.Id, me.KeyId, place.WorkspaceId, null, model.Id, model.Name));
        switch (await credits.HoldAsync(hold, ct))
        {
            case HoldResult.NotEnough no: return (null, Refusal.NotEnough(no.Required, no.Available));
            case HoldResult.OverCap no: return (null, Refusal.NotEnough(no.Required, no.Available, no.Cap.Sentence));
            case HoldResult.AlreadyHeld: return (null, Refusal.Conflict("This idempotency key is in use, or was used.", KeyInUse));
        }

        var row = new Call
        {
            Id = id,
            UserId = me.Id,
            KeyId = me.KeyId,
            WorkspaceId = place.WorkspaceId,
            ModelId = model.Id,
            Provider = model.Provider,
            IsStream = request.IsStream,
            Terms = JsonSerializer.Serialize(terms, Json.Options),
            HoldMicros = amount.Value,
            SentTokens = sent,
            CreatedAt = now,
            NextLookAt = now + CallLog.Lease,
        };
        rows.Note(row);
        return (new(row, hold, terms, model, most), null);
    }
}
