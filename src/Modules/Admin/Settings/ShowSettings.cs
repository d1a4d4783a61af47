using Microsoft.AspNetCore.Mvc;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Admin;

/// <summary>The settings and the limits, for programs (under /api/admin) and as pages.</summary>
internal static class ShowSettings
{
    public static Reply Handle(ISettings settings) => Reply.Of(GeneralSettings.Of(settings.Current));

    public static Reply HandleLimits(ISettings settings) => Reply.Of(settings.Current.RateLimits);

    public static PageView HandlePage(ISettings settings, string? done = null) =>
        Page(SettingsView.Of(settings.Current, null, null) with { IsDone = done is not null });

    public static async Task<PageView> HandleLimitsPage(
        ISettings settings, ILimitUse use, [FromServices] IAccounts accounts, CancellationToken ct, string? done = null) =>
        Page(LimitsView.Of(settings.Current.RateLimits, await UseView.ReadAsync(use, accounts, ct), null, null) with { IsDone = done is not null });

    public static PageView Page(SettingsView view) =>
        new("/Admin/Settings/SettingsPage.cshtml", view, "Settings", Frame.Admin) { Status = view.No?.Status ?? 200 };

    public static PageView Page(LimitsView view) =>
        new("/Admin/Settings/LimitsPage.cshtml", view, "Rate limits", Frame.Admin) { Status = view.No?.Status ?? 200 };
}
