using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Billing;

/// <summary>Balance, spending and holds at the top of the dashboard.</summary>
internal sealed class DashboardPart(SpendingSummary summary) : IDashboardPart
{
    public int Order => 10;

    public async Task<Part?> ReadAsync(ICurrentUser me, CancellationToken ct) =>
        new("/Billing/Balance/Figures.cshtml", await summary.ReadAsync(me.Id, ct));
}

/// <summary>The figures of the billing page and of the dashboard, wherever they are open.</summary>
internal sealed class ShowFigures(ILive live, IViews views, SpendingSummary summary) : IHandle<CreditsChanged>
{
    public async Task HandleAsync(CreditsChanged happened, CancellationToken ct)
    {
        if (!live.IsWatching(happened.Account)) return;
        var figures = await summary.ReadAsync(happened.Account, ct);
        live.Send(happened.Account, await views.RenderAsync("/Billing/Balance/Partials.cshtml", figures));
    }
}
