using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OmniHub.Chat;

/// <summary>Stores what has come of all running answers, in one transaction for all of them, many times a second.</summary>
internal sealed class StoreParts(LiveAnswers live, IServiceScopeFactory scopes, TimeProvider clock, ILogger<StoreParts> log) : BackgroundService
{
    /// <summary>How long a process is believed to live without a word.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(500);
    private readonly SemaphoreSlim turn = new(1, 1);
    private DateTimeOffset renewedAt;

    /// <summary>Waits until nothing is being stored: what was taken before is stored then.</summary>
    public async Task QuietAsync()
    {
        await turn.WaitAsync();
        turn.Release();
    }

    public override void Dispose()
    {
        turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (live.All.Count == 0) continue;
            await turn.WaitAsync(stoppingToken);
            try
            {
                await StoreAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Nothing was shown that is not stored: it is tried again.
                log.LogWarning(e, "Parts of {Count} answers could not be stored", live.All.Count);
                await Task.Delay(AfterFailure, stoppingToken);
            }
            finally
            {
                turn.Release();
            }
        }
    }

    private async Task StoreAsync(CancellationToken ct)
    {
        var answers = live.All.ToList();
        var parts = answers.Select(a => (Answer: a, Part: a.Take())).Where(x => x.Part is not null).ToList();
        var named = answers.Where(a => a is { GenerationId: not null, IsGenerationStored: false }).ToList();
        var isLeaseDue = clock.GetUtcNow() - renewedAt > Lease / 4;
        if (parts.Count == 0 && named.Count == 0 && !isLeaseDue) return;

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ChatDb>();
        await db.WriteAsync(
            async () =>
            {
                db.ChangeTracker.Clear();
                db.AddRange(parts.Select(x => x.Part!));
                await db.SaveChangesAsync(ct);
                foreach (var answer in named)
                {
                    await db.Messages.Where(m => m.Id == answer.Id).ExecuteUpdateAsync(
                        set => set.SetProperty(m => m.GenerationId, answer.GenerationId).SetProperty(m => m.IsSandbox, answer.IsSandbox), ct);
                }

                if (isLeaseDue) await RenewAsync(db, answers, ct);
            },
            ct);
        if (isLeaseDue) renewedAt = clock.GetUtcNow();
        foreach (var answer in named) answer.IsGenerationStored = true;
        foreach (var (answer, part) in parts) answer.Show(part!);
    }

    private async Task RenewAsync(ChatDb db, List<LiveAnswer> answers, CancellationToken ct)
    {
        var (ids, until) = (answers.Select(a => a.Id).ToList(), clock.GetUtcNow() + Lease);
        await db.Messages.Where(m => ids.Contains(m.Id) && m.LeaseUntil != null)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.LeaseUntil, until), ct);
    }
}
