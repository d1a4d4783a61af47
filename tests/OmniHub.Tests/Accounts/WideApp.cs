using Xunit;

namespace OmniHub.Tests;

/// <summary>An app whose limits are wide enough for a whole class of tests from one address, set as an admin sets them.</summary>
public sealed class WideApp : App, IAsyncLifetime
{
    async ValueTask IAsyncLifetime.InitializeAsync() => await WidenAsync();

    /// <summary>The app itself, when its limits are wide.</summary>
    public async Task<WideApp> WidenAsync()
    {
        var wide = new { limit = 100_000, windowSeconds = 60 };
        var answer = await (await AdminAsync()).Put("/api/admin/rate-limits", new
        {
            perUser = new { auth = wide, api = wide, pages = wide },
            perAddress = new { auth = wide, signUp = wide, api = wide, pages = wide },
            global = wide,
        });
        Assert.Equal(200, answer.Status);
        return this;
    }
}
