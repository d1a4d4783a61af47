using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>Reads the settings before anything else starts, and says what they give away.</summary>
internal sealed class LoadSettings(LiveSettings settings, IConfiguration configuration, ILogger<LoadSettings> log) : IStartup
{
    private static readonly string[] Keys = ["FAL_KEY", "OPENROUTER_API_KEY"];

    public int Order => 0;

    public async Task StartAsync(CancellationToken ct)
    {
        await settings.RefreshAsync(ct);
        var free = settings.Current.FreeCredits;
        if (free.IsPositive && settings.Current.SignUpOpen && Keys.Any(key => !string.IsNullOrWhiteSpace(configuration[key])))
            log.LogWarning("A provider key is set: each sign-up gives away {Usd} real dollars of free credits", free.Credits);
    }
}
