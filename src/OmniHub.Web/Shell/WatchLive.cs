using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Web;

/// <summary>GET /events: the live channel of a page. Messages are <c>&lt;hx-partial&gt;</c> markup for htmx.</summary>
internal static class WatchLive
{
    public static EventStream Handle(ICurrentUser me, ILive live, ICredits credits, IViews views, CancellationToken ct) =>
        new(MessagesAsync(me.Id, live, credits, views, ct));

    // A page that was hidden missed what happened: the balance comes first, the rest by its own polling.
    private static async IAsyncEnumerable<SseItem<string>> MessagesAsync(
        string userId, ILive live, ICredits credits, IViews views, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var messages = live.WatchAsync(userId, ct).GetAsyncEnumerator(ct);
        var next = messages.MoveNextAsync();
        yield return new(await ShowBalance.HtmlAsync(userId, credits, views, ct));
        while (await next)
        {
            yield return new(messages.Current);
            next = messages.MoveNextAsync();
        }
    }
}

/// <summary>The balance in every open page of its owner.</summary>
internal sealed class ShowBalance(ILive live, ICredits credits, IViews views) : IHandle<CreditsChanged>
{
    public async Task HandleAsync(CreditsChanged happened, CancellationToken ct)
    {
        if (live.IsWatching(happened.Account)) live.Send(happened.Account, await HtmlAsync(happened.Account, credits, views, ct));
    }

    public static async Task<string> HtmlAsync(string userId, ICredits credits, IViews views, CancellationToken ct)
    {
        var balance = await credits.BalanceAsync(userId, ct);
        return await views.RenderAsync("/Ui/Parts/BalancePartials.cshtml", new BalanceView(balance.Spendable, balance.Held));
    }
}
