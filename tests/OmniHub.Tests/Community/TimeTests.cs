using Microsoft.EntityFrameworkCore;
using OmniHub.Community;
using OmniHub.Tests.Generation;
using Xunit;

namespace OmniHub.Tests.Community;

/// <summary>What a day or a week changes: views and trends.</summary>
public sealed class TimeTests(GenerationApp studio) : Gallery(studio), IClassFixture<GenerationApp>
{
    [Fact]
    public async Task A_view_counts_once_per_visitor_and_day_and_no_address_is_kept()
    {
        var una = await App.SignUpAsync();
        var post = (await PublishAsync(await MakeAsync(una), new { title = "Seen" }, una)).Json;
        var path = $"/api/community/{Id(post)}";
        var bea = await App.SignUpAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => bea.Get(path)));
        Assert.Equal(1, (await bea.Get(path)).Json["viewCount"]!.GetValue<int>());
        Assert.Equal(1, (await una.Get(path)).Json["viewCount"]!.GetValue<int>()); // the author's own
        Assert.Equal(2, (await App.Anyone().Get(path, ("User-Agent", "One"))).Json["viewCount"]!.GetValue<int>());
        Assert.Equal(2, (await App.Anyone().Get(path, ("User-Agent", "One"))).Json["viewCount"]!.GetValue<int>());
        Assert.Equal(3, (await App.Anyone().Get(path, ("User-Agent", "Two"))).Json["viewCount"]!.GetValue<int>());

        var visitors = await App.In<CommunityDb, List<string>>(db => db.Seen.Select(s => s.Visitor).ToListAsync());
        Assert.All(visitors, v => Assert.Matches("^[0-9a-f]{32}$", v));
        Studio.Clock.Skip(TimeSpan.FromDays(2));
        await App.Sweep("community.sweep-posts");
        Assert.Equal(0, await App.In<CommunityDb, int>(db => db.Seen.CountAsync()) + await App.In<CommunityDb, int>(db => db.Salts.CountAsync()));
    }

    [Fact]
    public async Task Trends_fade_in_a_week()
    {
        var una = await App.SignUpAsync();
        var post = (await PublishAsync(await MakeAsync(una), new { title = "Fading", tags = new[] { "fading" } }, una)).Json;
        var fresh = (await PublishAsync(await MakeAsync(una), new { title = "Fresh", tags = new[] { "fading" } }, una)).Json;
        foreach (var _ in Enumerable.Range(0, 2)) await (await App.SignUpAsync()).Post($"/api/community/{Id(post)}/like");
        Studio.Clock.Skip(TimeSpan.FromDays(6));
        await (await App.SignUpAsync()).Post($"/api/community/{Id(fresh)}/like");
        Assert.Equal(["Fading", "Fresh"], await TitlesAsync("tag=fading&sort=trending"));
        await App.Sweep("community.refresh-trends");
        Assert.Equal(["Fresh", "Fading"], await TitlesAsync("tag=fading&sort=trending"));
        Assert.Equal(["Fading", "Fresh"], await TitlesAsync("tag=fading&sort=top"));
        Studio.Clock.Skip(TimeSpan.FromDays(2));
        await App.Sweep("community.refresh-trends");
        Assert.Equal(0, await App.In<CommunityDb, int>(db => db.Posts.Where(p => p.Id == Id(post)).Select(p => p.Trend).SingleAsync()));
    }
}
