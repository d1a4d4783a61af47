using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Chat;

/// <summary>Opens, closes and settles calls. A call's id is the id of its hold.</summary>
internal sealed class Calls(ChatDb db, ICredits credits, ICatalog catalog, IWorkspaces workspaces, TimeProvider clock)
{
    public const string KeyInUse = "idempotency_key_in_use";

    private const int TriesMax = 9;

    /// <summary>A call of which nothing is heard for so long is lost: its process is no more.</summary>
    private static readonly TimeSpan RunMax = TimeSpan.FromMinutes(30);

    /// <summary>The call and its model, or why there is none.</summary>
    public async Task<(Call? Call, ModelCard? Model, int MaxTokens, Refusal? No)> OpenAsync(
        CallRequest request, string operation, ICurrentUser me, bool isEmbedding, CancellationToken ct)
    {
        // After a failure that cost nothing the same key may try again; each try has an id that follows from the first.
        for (var tries = 0; ; tries++)
        {
            var id = tries == 0 ? $"cal_{operation}" : $"cal_{operation}{tries.ToString(CultureInfo.InvariantCulture)}";
            var opened = await TryOpenAsync(request, id, me, isEmbedding, ct);
            if (opened.No?.Code != KeyInUse || tries == TriesMax || !await WasFreeAsync(id, ct)) return opened;
        }
    }

    // An operator's own endpoint may have one model for both.
    private static bool Fits(Medium type, bool isEmbedding) => type == Medium.Chat || (isEmbedding && type == Medium.Embedding);

    private Task<bool> WasFreeAsync(string id, CancellationToken ct) =>
        db.Calls.AnyAsync(c => c.Id == id && c.Status == CallStatus.Failed && c.CostMicros == 0 && c.SettledAt != null, ct);

    private async Task<(Call? Call, ModelCard? Model, int MaxTokens, Refusal? No)> TryOpenAsync(
        CallRequest request, string id, ICurrentUser me, bool isEmbedding, CancellationToken ct)
    {
        if (await catalog.FindAsync(request.Model!, ct) is not { } model || !Fits(model.Type, isEmbedding))
            return (null, null, 0, new(404, "model_not_found", $"The model {request.Model} does not exist, or is closed."));
        var place = await workspaces.SpendAsync(me.Id, me.KeyId, null, ct);
        if (place is not SpendingPlace.Allowed allowed) return (null, null, 0, Refusal.Forbidden());

        var most = isEmbedding ? 0 : (int)Math.Min(request.MaxTokens ?? ChatSpend.MaxTokensDefault, model.OutputTokensMax ?? model.ContextLength ?? int.MaxValue);
        var (terms, now) = (catalog.TermsOf(model), clock.GetUtcNow());
        var sent = ChatSpend.TokensOf(request.TextBytes, request.Messages, request.Images);
        var call = new Call
        {
            Id = id,
            UserId = me.Id,
            KeyId = me.KeyId,
            WorkspaceId = allowed.WorkspaceId,
            ModelId = model.Id,
            Provider = model.Provider,
            IsStream = request.IsStream,
            Terms = JsonSerializer.Serialize(terms, Json.Options),
            SentTokens = sent,
            CreatedAt = now,
            NextLookAt = now + RunMax,
            HoldMicros = ChatSpend.MostOf(terms, sent, (long)most * request.Choices).Value,
        };
        var hold = new HoldRequest(
            call.Id, allowed.Payer, new(call.HoldMicros), CallHolds.HoldPurpose, now + TimeSpan.FromMinutes(2), allowed.Caps,
            new(me.Id, me.KeyId, allowed.WorkspaceId, null, model.Id, model.Name));
        switch (await credits.HoldAsync(hold, ct))
        {
            case HoldResult.NotEnough no: return (null, null, 0, Refusal.NotEnough(no.Required, no.Available));
            case HoldResult.OverCap no: return (null, null, 0, Refusal.NotEnough(no.Required, no.Available, no.Cap.Sentence));
            case HoldResult.AlreadyHeld: return (null, null, 0, Refusal.Conflict("This idempotency key is in use, or was used.", KeyInUse));
        }

        db.Add(call);
        await db.WriteAsync(() => db.SaveChangesAsync(CancellationToken.None), CancellationToken.None);
        db.ChangeTracker.Clear();
        return (call, model, most, null);
    }

    /// <summary>Writes down how it ended and charges it, once. Answers with the charge; an estimate where the cost is not known yet.</summary>
    public async Task<Micros> CloseAsync(Call call, CallEnd end)
    {
        var (terms, host, now) = (call.TermsOf(), ChatSpend.HostOf(call.Provider), clock.GetUtcNow());
        var cost = ChatSpend.Of(terms, host, end.Usage)
            ?? (end.IsFree ? new Cost(Micros.Zero, Micros.Zero)
                : host == ChatHost.OpenRouter && end.GenerationId is not null ? null
                : Estimate(call, terms, end.Arrived));
        var usage = end.Usage;
        await db.WriteAsync(
            () => db.Calls.Where(c => c.Id == call.Id && c.Status == CallStatus.Running).ExecuteUpdateAsync(
                set =>
                {
                    set.SetProperty(c => c.Status, end.Status).SetProperty(c => c.ErrorCode, end.ErrorCode).SetProperty(c => c.GenerationId, end.GenerationId)
                        .SetProperty(c => c.Arrived, end.Arrived).SetProperty(c => c.EndedAt, now).SetProperty(c => c.NextLookAt, now)
                        .SetProperty(c => c.CostMicros, cost?.Credits.Value).SetProperty(c => c.ProviderCostMicros, cost?.ProviderCost.Value);
                    if (usage is not null)
                        set.SetProperty(c => c.PromptTokens, usage.PromptTokens).SetProperty(c => c.CompletionTokens, usage.CompletionTokens);
                },
                CancellationToken.None),
            CancellationToken.None);
        if (cost is not null) await SettleAsync(call.Id, CancellationToken.None);
        return Micros.Min((cost ?? Estimate(call, terms, end.Arrived)).Credits, new(call.HoldMicros));
    }

    /// <summary>Closes the hold of an ended call whose cost is known.</summary>
    public async Task SettleAsync(string id, CancellationToken ct)
    {
        await credits.SettleAsync(id, ct);
        var now = clock.GetUtcNow();
        await db.Calls.Where(c => c.Id == id && c.SettledAt == null && c.CostMicros != null).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.SettledAt, now).SetProperty(c => c.NextLookAt, (DateTimeOffset?)null), ct);
    }

    /// <summary>What was sent and what had arrived; nothing where nothing had.</summary>
    public static Cost Estimate(Call call, ChatTerms terms, int arrived) => arrived == 0
        ? new(Micros.Zero, Micros.Zero)
        : ChatSpend.OfUsd(terms, ((call.SentTokens * terms.PromptUsd) + (arrived * terms.CompletionUsd)) / 1_000_000);
}

/// <summary>How a call ended.</summary>
internal sealed record CallEnd(CallStatus Status, string? ErrorCode, ChatUsage? Usage, string? GenerationId, int Arrived, bool IsFree);
