using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Admin;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>Body and answer of GET and PUT /api/admin/featured. What is not sent stays.</summary>
internal sealed record FeaturedForm(IReadOnlyList<string>? PostIds, IReadOnlyList<string>? ModelIds);

/// <summary>GET and PUT /api/admin/featured: what the landing page and the lists show first, in order.</summary>
internal static class FeatureWork
{
    public static async Task<Reply> Handle(FeaturedList featured, CancellationToken ct) => Reply.Of(await featured.ReadAsync(ct));

    public static async Task<Reply> HandlePut(Body<FeaturedForm> body, HttpContext http, ICurrentUser me, FeaturedList featured, CancellationToken ct) =>
        await featured.ChangeAsync(body.Value, me, http, ct) is { } refusal ? refusal : Reply.Of(await featured.ReadAsync(ct));
}

/// <summary>The featured posts and models.</summary>
internal sealed class FeaturedList(CommunityDb db, IFeaturedModels models, IAudit audit, GalleryCache cache)
{
    public const int Max = 50;

    // Two admins at once: the second works on what the first left.
    private static readonly SemaphoreSlim Gate = new(1, 1);

    public async Task<FeaturedForm> ReadAsync(CancellationToken ct) =>
        new(await db.Posts.Where(p => p.FeaturedRank != null).OrderBy(p => p.FeaturedRank).Select(p => p.Id).ToListAsync(ct), models.Current);

    public async Task<Refusal?> ChangeAsync(FeaturedForm form, ICurrentUser me, HttpContext http, CancellationToken ct)
    {
        var (posts, cards) = (Distinct(form.PostIds), Distinct(form.ModelIds));
        var errors = new Dictionary<string, string[]>();
        if (posts?.Count > Max) errors["postIds"] = [$"At most {Max} posts are featured."];
        else if (posts is not null && await UnknownAsync(posts, ct) is { Count: > 0 } missing) errors["postIds"] = [$"There is no visible post {missing[0]}."];
        if (cards?.Count > Max) errors["modelIds"] = [$"At most {Max} models are featured."];
        else if (cards is not null && models.Unknown(cards) is { Count: > 0 } unknown) errors["modelIds"] = [$"There is no model {unknown[0]}."];
        if (errors.Count > 0) return Refusal.Invalid(errors);

        await Gate.WaitAsync(ct);
        try
        {
            var old = await ReadAsync(ct);
            if (posts is not null) await SetAsync(posts, ct);
            if (cards is not null) await models.SetAsync(cards, ct);
            var made = await ReadAsync(ct);
            var changes = new Dictionary<string, object?[]>();
            if (!old.PostIds!.SequenceEqual(made.PostIds!)) changes["postIds"] = [old.PostIds, made.PostIds];
            if (!old.ModelIds!.SequenceEqual(made.ModelIds!)) changes["modelIds"] = [old.ModelIds, made.ModelIds];
            if (changes.Count > 0)
                await audit.WriteAsync(new(me.Id, "featured.update", "featured", "featured", changes, http.Connection.RemoteIpAddress?.ToString()), ct);
        }
        finally
        {
            Gate.Release();
        }

        return null;
    }

    private static IReadOnlyList<string>? Distinct(IReadOnlyList<string>? ids) => ids is null ? null : [.. ids.Where(id => !string.IsNullOrWhiteSpace(id)).Distinct()];

    private async Task<IReadOnlyList<string>> UnknownAsync(IReadOnlyList<string> ids, CancellationToken ct)
    {
        var known = await db.Posts.Where(p => ids.Contains(p.Id) && (p.State == PostState.Visible || p.FeaturedRank != null)).Select(p => p.Id).ToListAsync(ct);
        return [.. ids.Except(known)];
    }

    private async Task SetAsync(IReadOnlyList<string> ids, CancellationToken ct)
    {
        await db.WriteAsync(
            async () =>
            {
                await db.Posts.Where(p => p.FeaturedRank != null && !ids.Contains(p.Id)).ExecuteUpdateAsync(set => set.SetProperty(p => p.FeaturedRank, (int?)null), ct);
                for (var rank = 0; rank < ids.Count; rank++)
                {
                    var (id, place) = (ids[rank], (int?)rank);
                    await db.Posts.Where(p => p.Id == id).ExecuteUpdateAsync(set => set.SetProperty(p => p.FeaturedRank, place), ct);
                }
            },
            ct);
        foreach (var id in ids) cache.PostChanged(id);
        cache.ListsChanged();
    }
}
