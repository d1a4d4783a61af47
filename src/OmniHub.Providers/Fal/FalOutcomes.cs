using System.Text.Json;

namespace OmniHub.Providers;

/// <summary>
/// A job at fal, enough to find it again after a restart. The URLs are fal's own where they lie at the configured queue, else rebuilt;
/// only <paramref name="Endpoint"/> and <paramref name="RequestId"/> are needed to come back.
/// </summary>
/// <param name="Endpoint">The endpoint it was submitted to, <c>fal-ai/flux/dev</c>.</param>
/// <param name="RequestId">fal's id, unique over all endpoints.</param>
/// <param name="StatusUrl">Absolute URL or null.</param>
/// <param name="ResponseUrl">Absolute URL or null.</param>
/// <param name="CancelUrl">Absolute URL or null.</param>
public sealed record FalHandle(
    string Endpoint, string RequestId, string? StatusUrl = null, string? ResponseUrl = null, string? CancelUrl = null);

/// <summary>The outcome of a submit. Closed: these three are all.</summary>
public abstract record FalSubmission
{
    private FalSubmission() { }

    /// <summary>fal has the job and will bill it.</summary>
    /// <param name="Handle">Store it before anything else.</param>
    /// <param name="QueuePosition">Jobs ahead, 0 is next; null if not said.</param>
    /// <param name="Sandbox">The built-in sandbox answered, not fal.</param>
    public sealed record Accepted(FalHandle Handle, int? QueuePosition, bool Sandbox) : FalSubmission;

    /// <summary>fal certainly does not have the job: nothing is billed, and submitting again is safe if the error is retryable.</summary>
    public sealed record Rejected(FalError Error, TimeSpan? RetryAfter = null) : FalSubmission;

    /// <summary>fal may or may not have the job. Never submit again: look for it, or give up.</summary>
    public sealed record Uncertain(FalError Error) : FalSubmission;
}

/// <summary>The state of a job. Closed.</summary>
public abstract record FalStatus
{
    private FalStatus() { }

    /// <summary>Waiting; <paramref name="Position"/> jobs are ahead (null if not said). A job can return here from running.</summary>
    public sealed record InQueue(int? Position) : FalStatus;

    /// <summary>Running.</summary>
    /// <param name="Progress">0..1, read from the logs ("62%", "step 18/28"); null where they say nothing.</param>
    /// <param name="Logs">Oldest first; empty without <c>logs</c>. Untrusted text.</param>
    public sealed record InProgress(double? Progress, IReadOnlyList<FalLog> Logs) : FalStatus;

    /// <summary>Ended, well or badly: ask <c>FalClient.ResultAsync</c> for the truth, also where an error is shown here.</summary>
    /// <param name="InferenceSeconds">Time of the work itself; null if not said.</param>
    /// <param name="Error">Null: it ended well.</param>
    public sealed record Completed(double? InferenceSeconds, FalError? Error) : FalStatus;

    /// <summary>fal does not know the job (404, 410): terminal.</summary>
    public sealed record Gone : FalStatus;

    /// <summary>No statement about the job: ask again, not before <paramref name="RetryAfter"/> where it is given.</summary>
    public sealed record Transient(FalError Error, TimeSpan? RetryAfter = null) : FalStatus;
}

/// <summary>One line of a job's log.</summary>
public sealed record FalLog(string Message, string? Level, DateTimeOffset? At);

/// <summary>The result of a job. Closed.</summary>
public abstract record FalResult
{
    private FalResult() { }

    /// <summary>The model's output.</summary>
    /// <param name="Body">The bare output, an object; numbers keep every digit (seeds exceed 2^63: GetUInt64 or GetRawText).</param>
    /// <param name="BillableUnits">Units charged (the unit is that of the price: images, megapixels, seconds); null if not said.</param>
    /// <param name="ServedFrom">The endpoint that really served it, where fal rerouted; null if not said.</param>
    /// <param name="Sandbox">Made by the built-in sandbox.</param>
    public sealed record Output(JsonElement Body, decimal? BillableUnits, string? ServedFrom, bool Sandbox) : FalResult;

    /// <summary>The job failed for good. <see cref="FalError.Retryable"/> tells whether a new job may succeed.</summary>
    public sealed record Failed(FalError Error) : FalResult;

    /// <summary>Not ended yet: go on asking for the status.</summary>
    public sealed record NotReady : FalResult;

    /// <summary>fal does not know the job, or its result has expired: terminal.</summary>
    public sealed record Gone : FalResult;

    /// <summary>No statement about the result: ask again, not before <paramref name="RetryAfter"/> where it is given.</summary>
    public sealed record Transient(FalError Error, TimeSpan? RetryAfter = null) : FalResult;
}

/// <summary>The outcome of asking for a cancel. Closed.</summary>
public abstract record FalCancellation
{
    private FalCancellation() { }

    /// <summary>Asked for. The job may still end well and be billed: watch its status.</summary>
    /// <param name="Removed">It was still waiting and will not run.</param>
    public sealed record Requested(bool Removed) : FalCancellation;

    /// <summary>Too late: it has ended, read the result.</summary>
    public sealed record AlreadyCompleted : FalCancellation;

    /// <summary>fal does not know the job.</summary>
    public sealed record NotFound : FalCancellation;

    /// <summary>Not known whether the request arrived: ask again.</summary>
    public sealed record Transient(FalError Error, TimeSpan? RetryAfter = null) : FalCancellation;
}

/// <summary>An answer with a value, or the reason why not. Closed.</summary>
public abstract record FalAnswer<T>
{
    private FalAnswer() { }

    /// <summary>The value.</summary>
    public sealed record Ok(T Value) : FalAnswer<T>;

    /// <summary>Nothing was read or changed.</summary>
    public sealed record Failed(FalError Error, TimeSpan? RetryAfter = null) : FalAnswer<T>;
}

/// <summary>The outcome of fetching a file. Closed.</summary>
public abstract record FalDownload
{
    private FalDownload() { }

    /// <summary>All bytes are in the destination.</summary>
    /// <param name="ContentType">As declared, without parameters, lower case; null if none. Look at the bytes before believing it.</param>
    /// <param name="Bytes">How many were written.</param>
    public sealed record Saved(string? ContentType, long Bytes) : FalDownload;

    /// <summary>Will never be fetched: the address, the size or the kind is not acceptable.</summary>
    public sealed record Refused(FalError Error) : FalDownload;

    /// <summary>The file is not there any more.</summary>
    public sealed record Gone : FalDownload;

    /// <summary>Did not work now. The destination may hold a part: truncate it before the next try.</summary>
    public sealed record Transient(FalError Error, TimeSpan? RetryAfter = null) : FalDownload;
}
