using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

internal enum Canceled { Asked, AlreadyDone, Unknown }

/// <summary>The queue and its runners.</summary>
internal sealed partial class Workshop(
    JobStore store, Studio studio, Webhooks webhooks, SandboxOptions options, TimeProvider clock, ILogger<Workshop> log) : BackgroundService
{
    private readonly Lock gate = new();
    private readonly List<Live> waiting = [];
    private readonly ConcurrentDictionary<string, Live> live = new();
    private readonly SemaphoreSlim submitted = new(0);

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Null when the caller accepts no longer a queue than there is.</summary>
    public Job? Submit(Job job, int? queueMax)
    {
        lock (gate)
        {
            if (waiting.Count > queueMax) return null;
            store.Insert(job);
            Enqueue(new Live(job));
        }
        return job;
    }

    public Job? Find(string id)
    {
        var job = live.TryGetValue(id, out var one) ? one.Row : store.Find(id);
        // A lost job was accepted and begun, and then nobody has heard of it.
        return job is { StartedMs: not null } && job.Suffers("lost") ? null : job;
    }

    /// <summary>How many start before it.</summary>
    public int PositionOf(string id)
    {
        lock (gate)
        {
            var index = waiting.FindIndex(w => w.Row.Id == id);
            if (index <= 0) return 0;
            var own = waiting[index].Row.LowPriority;
            return own
                ? waiting.Where((w, i) => !w.Row.LowPriority || i < index).Count()
                : waiting.Take(index).Count(w => !w.Row.LowPriority);
        }
    }

    public Canceled Cancel(string id)
    {
        if (!live.TryGetValue(id, out var one)) return Find(id) is null ? Canceled.Unknown : Canceled.AlreadyDone;
        if (one.Row.Suffers("cancel-ignored")) return Canceled.Asked;
        bool wasWaiting;
        lock (gate) wasWaiting = waiting.Remove(one);
        if (wasWaiting || one.Row.Suffers("stuck")) Finish(one, Dropped());
        else one.Cancel.Cancel();
        return Canceled.Asked;
    }

    public Task<Job> WhenDone(string id) =>
        live.TryGetValue(id, out var one) ? one.Done.Task : Task.FromResult(store.Find(id)!);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var job in store.Open())
        {
            if (job.State == JobState.Done) webhooks.Deliver(job);
            else
            {
                lock (gate) Enqueue(new Live(job with { State = JobState.Queued, StartedMs = null }));
            }
        }
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Runners).Select(_ => RunAsync(stoppingToken)));

    private void Enqueue(Live one)
    {
        waiting.Add(one);
        live[one.Row.Id] = one;
        submitted.Release();
        if (one.Row.StartByMs is { } by) _ = ExpireAsync(one, by);
    }

    private async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await submitted.WaitAsync(stop);
            var next = Next();
            if (next is null) continue;
            try
            {
                await RunAsync(next, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return; // Its row is still open: the next run of the sandbox starts it again.
            }
            catch (OperationCanceledException)
            {
                Finish(next, Dropped());
            }
            catch (Exception e)
            {
                LogBroken(e, next.Row.Id);
                Finish(next, new Made(
                    500, new JsonObject { ["detail"] = "Internal server error", ["error_type"] = "internal_error" }, 0,
                    "Internal server error", "internal_error"));
            }
        }
    }

    private Live? Next()
    {
        lock (gate)
        {
            var free = waiting.Where(w => !w.IsClaimed).ToList();
            var next = free.FirstOrDefault(w => !w.Row.LowPriority) ?? free.FirstOrDefault();
            if (next is not null) next.IsClaimed = true;
            return next;
        }
    }

    private async Task RunAsync(Live one, CancellationToken stop)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(one.Cancel.Token, stop);
        var due = one.Row.SubmittedMs + Pace.BeforeStartMs(options.Pace) - NowMs;
        if (due > 0) await Task.Delay(TimeSpan.FromMilliseconds(due), clock, linked.Token);
        if (!Start(one)) return;
        if (one.Row.Suffers("stuck")) return;

        var pause = Task.Delay(TimeSpan.FromMilliseconds(one.Row.PlannedMs), clock, linked.Token);
        if (one.Row.Suffers("requeue") && !one.WasSentBack)
        {
            await pause;
            SendBack(one);
            return;
        }
        var made = await studio.MakeAsync(one.Row, linked.Token);
        await pause;
        Finish(one, made);
    }

    /// <summary>False when a cancel took it first.</summary>
    private bool Start(Live one)
    {
        lock (gate)
        {
            if (!waiting.Remove(one)) return false;
            one.Row = one.Row with
            {
                State = JobState.Running,
                StartedMs = NowMs,
                PlannedMs = Pace.PlannedMs(Catalogue.Find(one.Row.Endpoint)!, one.Row.Id, waiting.Count, options.Pace),
            };
        }
        store.Update(one.Row);
        return true;
    }

    private void SendBack(Live one)
    {
        lock (gate)
        {
            one.WasSentBack = true;
            one.IsClaimed = false;
            one.Row = one.Row with { State = JobState.Queued, StartedMs = null, SubmittedMs = NowMs + one.Row.PlannedMs / 2 };
            waiting.Insert(0, one);
        }
        store.Update(one.Row);
        submitted.Release();
    }

    private async Task ExpireAsync(Live one, long byMs)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(0, byMs - NowMs)), clock);
        bool late;
        lock (gate) late = waiting.Remove(one);
        if (late)
        {
            Finish(one, new Made(
                504, new JsonObject { ["detail"] = "Request timed out", ["error_type"] = "request_timeout" }, 0,
                "Request timed out", "request_timeout"));
        }
    }

    private void Finish(Live one, Made made)
    {
        var price = Catalogue.Find(one.Row.Endpoint)!.Price?.Usd;
        one.Row = one.Row with
        {
            State = JobState.Done,
            EndedMs = NowMs,
            Code = made.Code,
            Output = made.Body.ToJsonString(Answer.Plain),
            Error = made.Error,
            ErrorType = made.ErrorType,
            Units = one.Row.Suffers("absurd-units") ? 987_654_321m : one.Row.Suffers("negative-units") ? -5 : made.Units,
            UnitPrice = price,
            Hook = one.Row.Webhook is null ? HookState.None : HookState.Pending,
        };
        store.Update(one.Row);
        live.TryRemove(one.Row.Id, out _);
        one.Done.TrySetResult(one.Row);
        if (one.Row.Hook == HookState.Pending) webhooks.Deliver(one.Row);
    }

    private static Made Dropped() => new(
        499, new JsonObject { ["detail"] = "Request was cancelled by the client", ["error_type"] = "client_cancelled" }, 0,
        "Request was cancelled by the client", "client_cancelled");

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId} broke")]
    private partial void LogBroken(Exception e, string jobId);

    private sealed class Live(Job job)
    {
        private volatile Job row = job;

        public Job Row
        {
            get => row;
            set => row = value;
        }

        public bool WasSentBack { get; set; }

        /// <summary>A runner has it in hand and starts it in a moment.</summary>
        public bool IsClaimed { get; set; }
        public CancellationTokenSource Cancel { get; } = new();
        public TaskCompletionSource<Job> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
