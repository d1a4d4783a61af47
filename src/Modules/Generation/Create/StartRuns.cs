using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Admin;
using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Opens the holds and writes the rows of an order: all or none. Sending them is another matter.</summary>
internal sealed class StartRuns(
    GenerationDb db, ICatalog catalog, ICredits credits, IWorkspaces workspaces, ISettings settings, ImageInputs images,
    IJobs jobs, IEvents events, TimeProvider clock, IProjects? projects = null)
{
    public const int ModelsMax = 4;

    /// <summary>When a hold without a row is given back; a request that is slower than half of it gives up itself.</summary>
    private static readonly TimeSpan OrphanReview = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan SubmitBackstop = TimeSpan.FromSeconds(15);

    public async Task<StartResult> StartAsync(StartOrder order, CancellationToken ct)
    {
        if (await FindAsync(order, ct) is { Count: > 0 } before) return new StartResult.Started(before);

        var place = await workspaces.SpendAsync(order.UserId, order.KeyId, order.WorkspaceId, ct);
        if (place is SpendingPlace.ReadOnly) return No(Refusal.Forbidden());
        if (place is not SpendingPlace.Allowed allowed) return No(Refusal.NotFound("There is no such workspace."));
        if (order.ProjectId is { } project && (projects is null || !await projects.IsInAsync(project, allowed.WorkspaceId, ct)))
        {
            if (order.Again is null) return No(Refusal.NotFound("There is no such project in this workspace."));
            order = order with { ProjectId = null };
        }

        var planned = await PlanAsync(order, allowed.WorkspaceId, ct);
        if (planned.Refusal is not null) return No(planned.Refusal);
        var runs = planned.Runs;
        var total = runs.Aggregate(Micros.Zero, (sum, run) => sum + run.Quote.Credits);
        if (order.CreditsMax is { } shown && total > shown) return No(PriceChanged(total));
        if (await RunningAsync(order.UserId, ct) + runs.Count > GenerationsMax) return No(TooMany());

        return await OpenAsync(order, allowed, runs, ct);
    }

    private int GenerationsMax => settings.Current.RateLimits.Concurrency.GenerationsPerUser;

    private async Task<(IReadOnlyList<PlannedRun> Runs, Refusal? Refusal)> PlanAsync(
        StartOrder order, string workspaceId, CancellationToken ct)
    {
        var runs = new List<PlannedRun>();
        foreach (var modelId in order.ModelIds)
        {
            if (await catalog.FindAsync(modelId, ct) is not { } model) return ([], Refusal.NotFound(ClosedModels.Missing(modelId)));
            if (model.Type is not (Medium.Image or Medium.Video)) return ([], Refusal.Invalid("modelId", $"{model.Name} makes neither images nor videos."));
            switch (catalog.Check(model, order.OptionsOf(modelId)?.DeepClone().AsObject(), order.FromForm))
            {
                case OptionsCheck.Bad bad: return ([], Refusal.Invalid(bad.Errors));
                case OptionsCheck.Good good:
                    if (await images.KeepAsync(model, good.Options, order.UserId, workspaceId, ct) is { } refusal) return ([], refusal);
                    runs.Add(new(model, good.Options, catalog.Quote(model, order.Prompt, good.Options), order.Again?.Slot ?? runs.Count));
                    break;
            }
        }

        return (runs, null);
    }

    private async Task<StartResult> OpenAsync(
        StartOrder order, SpendingPlace.Allowed place, IReadOnlyList<PlannedRun> runs, CancellationToken ct, bool again = false)
    {
        var began = clock.GetTimestamp();
        var now = clock.GetUtcNow();
        var rows = runs.Select(run => Row(order, place, run, runs.Count > 1, again ? Id.New("gen") : null, now)).ToList();
        var holds = rows.Zip(runs, (row, run) => new HoldRequest(
            row.Id, place.Payer, run.Quote.Credits, GenerationHolds.HoldPurpose, now + OrphanReview, place.Caps,
            new(row.UserId, row.KeyId, row.WorkspaceId, row.ProjectId, row.ModelId, run.Model.Name))).ToList();
        switch (await credits.HoldAllAsync(holds, ct))
        {
            case HoldResult.NotEnough no: return No(Refusal.NotEnough(no.Required, no.Available));
            case HoldResult.OverCap no: return No(Refusal.NotEnough(no.Required, no.Available, no.Cap.Sentence));
            // A hold from a try that died before its row: it may be closed by now, so it is left to its review and not built upon.
            case HoldResult.AlreadyHeld when !again:
                return await FindAsync(order, ct) is { Count: > 0 } before
                    ? new StartResult.Started(before)
                    : await OpenAsync(order, place, runs, ct, again: true);
            case HoldResult.AlreadyHeld: throw new InvalidOperationException("A new id is held already.");
        }

        var refusal = clock.GetElapsedTime(began) > OrphanReview / 2
            ? new Refusal(503, "provider_unavailable", "This took too long and was not started. Try again.")
            : await InsertAsync(order, rows, runs.Count > 1, CancellationToken.None);
        if (refusal is null)
        {
            foreach (var row in rows)
            {
                jobs.Enqueue<SubmitGeneration>(row.Id);
                events.Publish(new GenerationChanged(row.Id, row.UserId, row.WorkspaceId));
            }

            return new StartResult.Started(rows);
        }

        // Nobody knows these ids: asked now, the holds are given back.
        foreach (var row in rows) await credits.SettleAsync(row.Id, CancellationToken.None);
        return await FindAsync(order, ct) is { Count: > 0 } other ? new StartResult.Started(other) : No(refusal);
    }

    private async Task<Refusal?> InsertAsync(StartOrder order, List<GenerationRow> rows, bool isComparison, CancellationToken ct)
    {
        try
        {
            return await db.WriteAsync(
                async () =>
                {
                    // SQLite's one writer counts right by itself; elsewhere two requests of one user take turns.
                    if (db.Database.IsNpgsql())
                        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({order.UserId}, 0))", ct);
                    if (await RunningAsync(order.UserId, ct) + rows.Count > GenerationsMax) return TooMany();
                    db.ChangeTracker.Clear();
                    if (isComparison) db.Comparisons.Add(Comparison(rows[0]));
                    db.Generations.AddRange(rows);
                    await db.SaveChangesAsync(ct);
                    return null;
                },
                ct);
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            return Refusal.Conflict("The same request is being worked on.");
        }
    }

    private static ComparisonRow Comparison(GenerationRow first) => new()
    {
        Id = first.ComparisonId!,
        UserId = first.UserId,
        WorkspaceId = first.WorkspaceId,
        Prompt = first.Prompt,
        CreatedAt = first.CreatedAt,
    };

    private static GenerationRow Row(
        StartOrder order, SpendingPlace.Allowed place, PlannedRun run, bool isComparison, string? newId, DateTimeOffset now) => new()
        {
            Id = newId ?? (isComparison ? $"gen_{order.Operation[..^1]}{(char)('a' + run.Slot)}" : $"gen_{order.Operation}"),
            Operation = order.Operation,
            UserId = order.UserId,
            WorkspaceId = place.WorkspaceId,
            Payer = place.Payer,
            KeyId = order.KeyId,
            ProjectId = order.ProjectId,
            ComparisonId = isComparison ? $"cmp_{order.Operation}" : order.Again?.ComparisonId,
            Slot = run.Slot,
            RetryOf = order.Again?.Id,
            ModelId = run.Model.Id,
            Type = run.Model.Type,
            Endpoint = run.Model.Endpoint,
            Prompt = order.Prompt,
            Options = run.Options.ToJsonString(Json.Options),
            Terms = JsonSerializer.Serialize(run.Quote.Terms, Json.Options),
            HoldMicros = run.Quote.Credits.Value,
            Nonce = Id.Secret(),
            Trace = Traces.Here,
            CreatedAt = now,
            Deadline = now + Patience.Of(run.Model.Type),
            NextPollAt = now + SubmitBackstop,
        };

    private Task<List<GenerationRow>> FindAsync(StartOrder order, CancellationToken ct) => db.Generations.AsNoTracking()
        .Where(g => g.Operation == order.Operation && g.UserId == order.UserId).OrderBy(g => g.Slot).ToListAsync(ct);

    private Task<int> RunningAsync(string userId, CancellationToken ct) =>
        db.Generations.CountAsync(g => g.UserId == userId && g.NextPollAt != null, ct);

    private Refusal TooMany() =>
        new(429, "rate_limited", $"At most {GenerationsMax} generations run at the same time. Wait for one to end, or cancel one.")
        {
            RetryAfter = 5,
        };

    private static Refusal PriceChanged(Micros total) =>
        Refusal.Conflict($"The price has changed: this costs {total} credits now.", "price_changed") with
        {
            Members = new Dictionary<string, object?> { ["estimate"] = total },
        };

    private static StartResult.Refused No(Refusal refusal) => new(refusal);
}
