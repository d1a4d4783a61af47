using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OmniHub.Chat;

/// <summary>
/// Writes the rows of calls in groups, off the path of their requests. Holds never wait for it and never depend on its speed: a hold whose
/// row is lost with its process is given back.
/// </summary>
internal sealed class CallLog(IServiceScopeFactory scopes, TimeProvider clock, ILogger<CallLog> log) : BackgroundService
{
    /// <summary>A running call whose process is silent for so long is lost.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private const int GroupMax = 512, AttemptsMax = 5;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20), AfterFailure = TimeSpan.FromMilliseconds(200);

    private readonly Channel<Noted> notes = Channel.CreateUnbounded<Noted>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<string, Call> running = new(StringComparer.Ordinal);
    private AsyncServiceScope? session;
    private DbCommand? upsert;

    /// <summary>Notes the call as it is now; the last note of a call counts.</summary>
    public void Note(Call call)
    {
        if (call.Status == CallStatus.Running) running[call.Id] = call;
        else running.TryRemove(call.Id, out _);
        notes.Writer.TryWrite(new(call.Copy(), null));
    }

    /// <summary>Everything noted before is in the database then.</summary>
    public Task FlushAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return notes.Writer.TryWrite(new(null, done)) ? done.Task : Task.CompletedTask;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The requests have ended by now: what they noted is written before the process goes.
        notes.Writer.TryComplete();
        if (ExecuteTask is not null) await ExecuteTask.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (group, waiting) = (new Dictionary<string, Call>(StringComparer.Ordinal), new List<TaskCompletionSource>());
        using var renewal = new PeriodicTimer(Lease / 4, clock);
        var renew = RenewAsync(renewal);
        while (await notes.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await Task.Delay(Gather, CancellationToken.None);
            group.Clear();
            waiting.Clear();
            while (group.Count < GroupMax && notes.Reader.TryRead(out var noted))
            {
                if (noted.Call is { } call) group[call.Id] = call;
                if (noted.Done is { } done) waiting.Add(done);
            }

            if (group.Count > 0) await WriteAsync(group.Values);
            foreach (var done in waiting) done.TrySetResult();
        }

        renewal.Dispose();
        await renew;
        await CloseAsync();
    }

    // A call that is alive says so: other nodes, and the next start, leave it alone.
    private async Task RenewAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync())
        {
            foreach (var call in running.Values)
            {
                var alive = call.Copy();
                alive.NextLookAt = clock.GetUtcNow() + Lease;
                notes.Writer.TryWrite(new(alive, null));
            }
        }
    }

    private async Task WriteAsync(Dictionary<string, Call>.ValueCollection group)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var db = await OpenAsync();
                await db.WriteAsync(
                    async () =>
                    {
                        upsert!.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
                        foreach (var call in group)
                        {
                            CallRow.Fill(upsert, call);
                            await upsert.ExecuteNonQueryAsync();
                        }
                    },
                    CancellationToken.None);
                return;
            }
            catch (Exception e)
            {
                await CloseAsync();
                if (attempt == AttemptsMax)
                {
                    log.LogError(e, "The log of {Count} calls was not written", group.Count);
                    return;
                }

                await Task.Delay(AfterFailure, CancellationToken.None);
            }
        }
    }

    private async Task<ChatDb> OpenAsync()
    {
        session ??= scopes.CreateAsyncScope();
        var db = session.Value.ServiceProvider.GetRequiredService<ChatDb>();
        if (upsert is not null) return db;
        await db.Database.OpenConnectionAsync();
        upsert = db.Database.GetDbConnection().CreateCommand();
        upsert.CommandText = db.Database.IsNpgsql() ? CallRow.Sql.Replace("chat_calls", "chat.calls", StringComparison.Ordinal) : CallRow.Sql;
        return db;
    }

    private async Task CloseAsync()
    {
        if (upsert is not null) await upsert.DisposeAsync();
        if (session is { } open) await open.DisposeAsync();
        (upsert, session) = (null, null);
    }

    private readonly record struct Noted(Call? Call, TaskCompletionSource? Done);
}
