using OmniHub.Tests.Generation;
using Xunit;

namespace OmniHub.Tests;

/// <summary>JWTs and time.</summary>
public sealed class TokenTests(GenerationApp studio) : IClassFixture<GenerationApp>
{
    [Fact]
    public async Task A_token_ends_to_the_second_though_it_was_checked_a_moment_ago()
    {
        await studio.App.Anyone().Post("/api/auth/register", new { email = "ended@example.com", password = "a long enough pass", name = "ended" });
        var login = (await studio.App.Anyone().Post("/api/auth/login", new { email = "ended@example.com", password = "a long enough pass" })).Json;
        var visitor = studio.App.Anyone().WithToken((string)login["token"]!, null);
        var left = DateTimeOffset.Parse((string)login["expiresAt"]!, System.Globalization.CultureInfo.InvariantCulture) - studio.Clock.GetUtcNow();
        studio.Clock.Skip(left - TimeSpan.FromSeconds(20));
        Assert.Equal(200, (await visitor.Get("/api/auth/me")).Status);
        studio.Clock.Skip(TimeSpan.FromSeconds(20));
        Assert.Equal(401, (await visitor.Get("/api/auth/me")).Status);
    }
}
