using Xunit;

namespace OmniHub.Tests.Web;

public class RateLimitTests
{
    private static readonly string[] Headers = ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"];

    [Fact]
    public async Task Fifty_at_once_get_exactly_as_many_permits_as_there_are()
    {
        await using var app = new TestApp();
        await SetAsync(app, new { perAddress = new { api = new { limit = 20, windowSeconds = 60 } } });
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.Anyone().Get("/api/models")));
        Assert.Equal(20, answers.Count(a => a.Status == 200));
        Assert.Equal(30, answers.Count(a => a.Status == 429));
        Assert.Equal(Enumerable.Range(0, 20), answers.Where(a => a.Status == 200).Select(a => int.Parse(a["RateLimit-Remaining"]!, null)).Order());
        Assert.All(answers, a => Assert.All(Headers, h => Assert.NotNull(a[h])));
        var refused = answers.First(a => a.Status == 429);
        Assert.Equal("rate_limited", refused.Code);
        Assert.Equal("20", refused["RateLimit-Limit"]);
        Assert.InRange(int.Parse(refused["Retry-After"]!, null), 1, 60);
    }

    [Fact]
    public async Task People_are_counted_one_by_one_and_a_change_counts_at_once()
    {
        await using var app = new TestApp();
        var (ann, bob) = (await app.SignUpAsync(), await app.SignUpAsync());
        await SetAsync(app, new { perUser = new { api = new { limit = 3, windowSeconds = 60 } } });
        for (var i = 0; i < 3; i++) Assert.Equal(200, (await ann.Get("/api/auth/me")).Status);
        Assert.Equal(429, (await ann.Get("/api/auth/me")).Status);
        Assert.Equal(200, (await bob.Get("/api/auth/me")).Status);
        await SetAsync(app, new { perUser = new { api = new { limit = 5, windowSeconds = 60 } } });
        Assert.Equal(200, (await ann.Get("/api/auth/me")).Status);
    }

    [Fact]
    public async Task Log_ins_are_counted_by_address_whoever_is_signed_in()
    {
        await using var app = new TestApp();
        var people = new[] { await app.SignUpAsync(), await app.SignUpAsync() };
        await SetAsync(app, new { perAddress = new { auth = new { limit = 5, windowSeconds = 60 } } });
        // The admin's own log-in was one of the five.
        for (var i = 0; i < 4; i++) Assert.Equal(200, (await people[i % 2].Get("/api/test/auth")).Status);
        Assert.Equal(429, (await people[0].Get("/api/test/auth")).Status);
        Assert.Equal(429, (await app.Anyone().Get("/api/test/auth")).Status);
    }

    [Fact]
    public async Task All_together_have_a_limit()
    {
        await using var app = new TestApp();
        var ann = await app.SignUpAsync();
        await SetAsync(app, new { global = new { limit = 4, windowSeconds = 60 } });
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? ann : app.Anyone()).Get("/api/models")));
        Assert.InRange(answers.Count(a => a.Status == 200), 0, 4);
        Assert.Equal(12, answers.Count(a => a.Status is 200 or 429));
    }

    [Fact]
    public async Task A_limited_page_is_a_page()
    {
        await using var app = new TestApp();
        await SetAsync(app, new { perAddress = new { pages = new { limit = 1, windowSeconds = 60 } } });
        Assert.Equal(200, (await app.Anyone().Page("/")).Status);
        var answer = await app.Anyone().Page("/");
        Assert.Equal(429, answer.Status);
        Assert.NotNull(answer["Retry-After"]);
        Assert.NotNull(answer.Html.QuerySelector(".err-page h1"));
        Assert.Equal(200, (await app.Anyone().Page("/css/base.css")).Status);
        Assert.Equal(200, (await app.Anyone().Get("/health/live")).Status);
    }

    [Fact]
    public async Task The_live_channel_of_a_page_takes_nothing_from_the_limit_of_pages()
    {
        await using var app = new TestApp();
        var ann = await app.SignUpAsync();
        await SetAsync(app, new { perUser = new { pages = new { limit = 1, windowSeconds = 60 } } });
        using var stream = await ann.Http.GetAsync(new Uri("/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)stream.StatusCode);
        Assert.Equal(200, (await ann.Page("/dashboard")).Status);
        Assert.Equal(429, (await ann.Page("/dashboard")).Status);
    }

    [Fact]
    public async Task Nobody_escapes_by_naming_another_address()
    {
        await using var app = new TestApp();
        await SetAsync(app, new { perAddress = new { api = new { limit = 2, windowSeconds = 60 } } });
        var answers = new List<int>();
        for (var i = 0; i < 4; i++) answers.Add((await app.Anyone().Get("/api/models", ("X-Forwarded-For", $"10.0.0.{i}"), ("Forwarded", $"for=10.0.0.{i}"))).Status);
        Assert.Equal([200, 200, 429, 429], answers);
    }

    private static async Task SetAsync(App app, object limits)
    {
        var admin = await app.AdminAsync();
        var answer = await admin.Put("/api/admin/rate-limits", limits);
        Assert.True(answer.Status == 200, answer.ToString());
    }
}
