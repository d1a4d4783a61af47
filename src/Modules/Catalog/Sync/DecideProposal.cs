using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>POST /api/admin/models/sync/approve and …/reject: of one model as it was shown, or of all plain price changes.</summary>
internal static class DecideProposal
{
    private const string Page = "/admin/models/sync";

    public static async Task<Reply> Approve(
        Body<DecisionForm> body, HttpContext http, ICurrentUser me, CatalogDb db, ModelLog log, CancellationToken ct)
    {
        var form = body.Value;
        if (form.ModelId is null && form.All != true) return Refusal.Invalid("modelId", "Name a model, or all.");
        var wanted = form.ModelId is { } one
            ? await OpenOf(db).Where(p => p.ModelId == one).ToListAsync(ct)
            // What is beyond belief, or new, is looked at one by one.
            : await OpenOf(db).Where(p => !p.IsNew && p.Reason == null && p.After != "").ToListAsync(ct);
        if (form.ModelId is not null && wanted.Count == 0) return Refusal.NotFound("Nothing about this model waits to be decided.");
        if (form.ModelId is not null && wanted[0].After.Length == 0) return Refusal.Conflict("There is no price to approve. Set one on the model's page.");
        if (form.Seen is { } seen && wanted[0].After != seen) return Refusal.Conflict("The provider lists another price by now. Look again.");

        var done = 0;
        foreach (var proposal in wanted)
        {
            var changes = await ChangeModel.WriteAsync(db, () => ApplyAsync(db, proposal, me.Id, log.Now, ct), ct);
            if (changes.Count == 0) continue;
            done++;
            await log.ChangedAsync(me.Id, proposal.IsNew ? "model.create" : "model.update", proposal.ModelId, changes, http, ct);
        }

        return Reply.Of(new DecisionView(done)).Redirect(Page);
    }

    public static async Task<Reply> Reject(
        Body<DecisionForm> body, HttpContext http, ICurrentUser me, CatalogDb db, ModelLog log, CancellationToken ct)
    {
        if (body.Value.ModelId is not { } id) return Refusal.Invalid("modelId", "Name a model.");
        var now = log.Now;
        if (await OpenOf(db).FirstOrDefaultAsync(p => p.ModelId == id, ct) is not { } proposal
            || await db.Proposals.Where(p => p.ModelId == id && p.RejectedAt == null && p.After == proposal.After)
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.RejectedAt, now), ct) == 0)
            return Refusal.NotFound("Nothing about this model waits to be decided.");
        var changes = new Dictionary<string, object?[]> { ["rejected"] = [Node(proposal.Before), Node(proposal.After)] };
        await log.ChangedAsync(me.Id, "model.reject", id, changes, http, ct);
        return Reply.Of(new DecisionView(1)).Redirect(Page);
    }

    /// <summary>What waits for an admin.</summary>
    public static IQueryable<Proposal> OpenOf(CatalogDb db) => db.Proposals.AsNoTracking().Where(p => p.RejectedAt == null);

    // The proposal goes first: whoever comes second finds none, and changes nothing.
    private static async Task<Dictionary<string, object?[]>> ApplyAsync(
        CatalogDb db, Proposal proposal, string actor, DateTimeOffset now, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var mine = db.Proposals.Where(p => p.ModelId == proposal.ModelId && p.RejectedAt == null && p.After == proposal.After);
        if (await mine.ExecuteDeleteAsync(ct) == 0) return [];
        var row = await db.Models.SingleOrDefaultAsync(m => m.Id == proposal.ModelId, ct);
        if (row is null && !proposal.IsNew) return [];
        if (row is not null && proposal.IsNew) return [];

        var prices = JsonSerializer.Deserialize<Dictionary<string, string>>(proposal.After)!;
        var changes = new Dictionary<string, object?[]> { ["pricing"] = [Node(proposal.Before), Node(proposal.After)] };
        row ??= db.Models.Add(Row(proposal, now)).Entity;
        var before = await db.Prices.AsNoTracking().FirstOrDefaultAsync(p => p.Id == row.PriceId, ct);
        var price = new Price
        {
            Id = Id.New("prc"),
            ModelId = row.Id,
            Unit = row.Type == Medium.Chat ? Units.Tokens : Units.UnitOf(prices.Keys.Single()),
            Components = proposal.After,
            Own = before?.OwnFor(prices.Keys),
            Origin = actor,
            CreatedAt = now,
        };
        db.Prices.Add(price);
        row.PriceId = price.Id;
        row.MarkEdited("pricing");
        if (proposal.Reason is not null && row.ClosedReason == proposal.Reason)
        {
            changes["closedReason"] = [row.ClosedReason, null];
            (row.ClosedReason, row.IsEnabled) = (null, true);
        }

        row.Touch(now);
        await db.SaveChangesAsync(ct);
        return changes;
    }

    // Closed until an admin has looked at it.
    private static Model Row(Proposal proposal, DateTimeOffset now)
    {
        var type = Enum.Parse<Medium>(proposal.Type, true);
        return new()
        {
            Id = proposal.ModelId,
            Type = type,
            Provider = proposal.Provider,
            Endpoint = proposal.Endpoint,
            Name = proposal.Name,
            Family = "",
            Description = "",
            Capabilities = JsonSerializer.Serialize(
                new[] { type switch { Medium.Image => "text-to-image", Medium.Video => "text-to-video", _ => "chat" } }),
            Options = type == Medium.Chat ? "" : OptionsSchema.Wrap(new JsonObject(), []).ToJsonString(),
            Rules = "{}",
            ContextLength = proposal.ContextLength,
            SeedHash = "",
            Edited = "name,description,featured,enabled,pricing",
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private static JsonNode? Node(string components) => components.Length == 0 ? null : JsonNode.Parse(components);
}

/// <summary>Which proposal, as it was seen; or all plain price changes.</summary>
internal sealed record DecisionForm(string? ModelId, string? Seen, bool? All);

/// <summary>How many models were decided.</summary>
internal sealed record DecisionView(int Decided);
