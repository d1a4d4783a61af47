namespace OmniHub.Kernel;

/// <summary>Recurring work: finds its own unfinished business in the tables, so a lost run loses nothing.</summary>
public interface IWork
{
    /// <summary>Runs one bounded batch. Safe on several nodes at once.</summary>
    Task RunAsync(CancellationToken ct);
}

/// <summary>Work on one row, named by its id. The id is all that the job server stores and shows.</summary>
public interface IJob
{
    /// <summary>Idempotent: the job server may run it again.</summary>
    Task RunAsync(string id, CancellationToken ct);
}

/// <summary>Background work, as modules see it. A job is a hint to start sooner: a sweep must find the same work without it.</summary>
public interface IJobs
{
    /// <summary>Runs the job as soon as a worker is free.</summary>
    void Enqueue<TJob>(string id) where TJob : IJob;

    /// <summary>Runs the job after a delay.</summary>
    void Schedule<TJob>(string id, TimeSpan delay) where TJob : IJob;
}
