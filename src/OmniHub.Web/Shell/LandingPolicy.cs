using OmniHub.Contracts.Admin;
using OmniHub.Ui;

namespace OmniHub.Web;

/// <summary>The landing page as visitors see it: under the versions of the settings and of what the modules show there.</summary>
internal sealed class LandingPolicy : VisitorPolicy
{
    public const string Name = "landing";

    protected override ValueTask<long[]> VersionsAsync(HttpContext http, CancellationToken ct)
    {
        var services = http.RequestServices;
        return ValueTask.FromResult<long[]>(
            [services.GetRequiredService<ISettings>().Version, .. services.GetServices<ILandingPart>().OrderBy(p => p.Order).Select(p => p.Version)]);
    }
}
