using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>GET /api/admin/settings and GET /api/admin/rate-limits.</summary>
internal static class ShowSettings
{
    public static Reply Handle(ISettings settings) => Reply.Of(GeneralSettings.Of(settings.Current));

    public static Reply HandleLimits(ISettings settings) => Reply.Of(settings.Current.RateLimits);
}
