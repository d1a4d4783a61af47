using Microsoft.EntityFrameworkCore;
using OmniHub.Community;
using OmniHub.Contracts.Catalog;
using Xunit;

namespace OmniHub.Tests.Community;

/// <summary>Every list is a walk along an index from where the last page ended: a million posts page like a thousand.</summary>
public sealed class PlanTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Every_list_walks_along_a_shelf_and_sorts_nothing()
    {
        PostFilter[] filters =
        [
            new(), new(PostSort.Top), new(PostSort.Trending), new(Type: Medium.Video), new(PostSort.Top, Medium.Image), new(Tag: "sea"),
            new(PostSort.Trending, Tag: "sea"), new(PostSort.Top, Medium.Image, Tag: "sea"), new(ModelId: "m"), new(PostSort.Top, ModelId: "m", Tag: "sea"),
            new(AuthorId: "usr_x"),
        ];
        foreach (var filter in filters)
        {
            var plan = await PlanAsync(db => ReadPosts.On(db, filter, 1_000_000).Take(21));
            Assert.True(plan.Count == 2 && plan[0].Contains("placings"), $"{filter}: {string.Join(" | ", plan)}");
            Assert.True(plan.All(s => s.StartsWith("SEARCH", StringComparison.Ordinal)), $"{filter}: {string.Join(" | ", plan)}");
        }
    }

    [Fact]
    public async Task Look_ups_and_sweeps_read_only_what_they_are_after()
    {
        Func<CommunityDb, IQueryable<object>>[] asked =
        [
            db => db.Posts.Where(p => p.Id == "pst_x"),
            db => db.Posts.Where(p => new[] { "gen_x", "gen_y" }.Contains(p.GenerationId) && p.State == PostState.Visible),
            db => db.Posts.Where(p => p.UserId == "usr_x" && p.Number < 9).OrderByDescending(p => p.Number),
            db => db.Posts.Where(p => p.Trend > 0 && p.Number > 5).OrderBy(p => p.Number).Take(500),
            db => db.Posts.Where(p => p.WorkspaceId == "wsp_x"),
            db => ReadPosts.Featured(db),
            db => db.Likes.Where(l => new long[] { 1, 2 }.Contains(l.Number) && l.UserId == "usr_x"),
            db => db.Likes.Where(l => l.UserId == "usr_x"),
            db => db.Seen.Where(s => s.Day == 1 && s.Number == 2 && s.Visitor == "x"),
            db => ListReports.On(db, ReportStatus.Open, "rep_9").Take(21),
            db => db.Reports.Where(r => r.PostId == "pst_x" && r.ReporterId == "usr_x" && r.Status == ReportStatus.Open),
        ];
        foreach (var query in asked)
        {
            var plan = await PlanAsync(query);
            Assert.True(plan.All(s => s.StartsWith("SEARCH", StringComparison.Ordinal) || s.StartsWith("SCAN p USING INDEX", StringComparison.Ordinal)), string.Join(" | ", plan));
            Assert.DoesNotContain(plan, s => s.Contains("TEMP B-TREE", StringComparison.Ordinal));
        }
    }

    private Task<List<string>> PlanAsync(Func<CommunityDb, IQueryable<object>> query) =>
        app.In<CommunityDb, List<string>>(db => db.PlanAsync(query(db)));
}
