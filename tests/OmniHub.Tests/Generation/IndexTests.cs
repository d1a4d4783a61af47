using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Catalog;
using OmniHub.Generation;
using Xunit;

namespace OmniHub.Tests.Generation;

/// <summary>What a page or a sweep asks is answered from an index, however much the tables hold.</summary>
public sealed class IndexTests : IAsyncLifetime
{
    private readonly App app = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Every_list_walks_along_an_index_and_sorts_nothing()
    {
        GenerationFilter[] filters =
        [
            new(), new(Type: Medium.Video), new(Status: GenerationStatus.Completed), new(ModelId: "m"), new(ProjectId: "p"), new(ComparisonId: "c"), new(Favorite: true),
            new(Type: Medium.Image, Status: GenerationStatus.Failed, Q: "sky"),
            new(UserId: "usr_1"), new(UserId: "usr_1", FromId: "gen_1"), new(Type: Medium.Video, UserId: "usr_1", FromId: "gen_1"), new(Favorite: true, UserId: "usr_1"),
            new(UserId: "usr_1", ProjectId: "p", Q: "sky"),
        ];
        foreach (var filter in filters)
        {
            var plan = await PlanAsync(db => filter.On(db, "wsp_1").Where(g => g.Id.CompareTo("gen_9") < 0).OrderByDescending(g => g.Id).Take(21));
            Assert.True(plan.All(step => step.StartsWith("SEARCH", StringComparison.Ordinal) && step.Contains("USING INDEX")), $"{filter}: {string.Join(" | ", plan)}");
        }
    }

    [Theory]
    [InlineData("favorite")]
    [InlineData("project_id")]
    public async Task A_filter_with_few_rows_walks_its_own_index(string column)
    {
        var filter = column == "favorite" ? new GenerationFilter(Favorite: true, UserId: "usr_1", Q: "sky") : new(ProjectId: "p", UserId: "usr_1", Q: "sky");
        var plan = await PlanAsync(db => filter.On(db, "wsp_1").OrderByDescending(g => g.Id).Take(61));
        Assert.True(plan.All(step => step.Contains(column)), string.Join(" | ", plan));
    }

    [Fact]
    public async Task Sweeps_and_look_ups_read_only_what_they_are_after()
    {
        var now = TimeProvider.System.GetUtcNow();
        Func<GenerationDb, IQueryable<object>>[] asked =
        [
            db => db.Generations.Where(g => g.NextPollAt <= now).OrderBy(g => g.NextPollAt).Take(50),
            db => db.Generations.Where(g => g.UserId == "usr_1" && g.NextPollAt != null),
            db => db.Generations.Where(g => g.UserId == "usr_1").OrderByDescending(g => g.Id),
            db => db.Generations.Where(g => g.Lease != null),
            db => db.Generations.Where(g => g.RequestId == "r"),
            db => db.Generations.Where(g => g.Operation == "o" && g.UserId == "usr_1").OrderBy(g => g.Slot),
            db => db.Generations.Where(g => g.CompletedAt != null && g.SettledAt == null && g.NextPollAt == null).OrderBy(g => g.CompletedAt),
            db => db.Generations.Where(g => g.ComparisonId == "c" && g.DeletedAt == null),
            db => db.Media.Where(m => new[] { "a", "b" }.Contains(m.GenerationId)),
            db => db.Media.Where(m => m.GenerationId == null && m.UsedAt == null && m.CreatedAt < now).OrderBy(m => m.CreatedAt),
        ];
        foreach (var query in asked)
        {
            var plan = await PlanAsync(query);
            Assert.True(plan.All(step => step.Contains("USING INDEX") || step.Contains("USING COVERING INDEX")), string.Join(" | ", plan));
        }
    }

    private Task<List<string>> PlanAsync(Func<GenerationDb, IQueryable<object>> query) =>
        app.In<GenerationDb, List<string>>(db => db.PlanAsync(query(db)));
}
