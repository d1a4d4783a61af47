namespace OmniHub.Providers;

/// <summary>What went wrong at fal, in our words.</summary>
/// <param name="Code">One of <see cref="FalCode"/>: stable, for programs.</param>
/// <param name="Message">A plain sentence for people: no URLs, no secrets, nothing copied from the provider's text.</param>
/// <param name="Retryable">The same call, or the same job again, may succeed later.</param>
/// <param name="BilledUnits">Units fal says it charged for a failed job; 0: nothing; null: not said.</param>
/// <param name="ProviderType">fal's machine word for it (<c>image_too_large</c>, <c>runner_disconnected</c>), for logs; or null.</param>
public sealed record FalError(
    string Code, string Message, bool Retryable, decimal? BilledUnits = null, string? ProviderType = null);

/// <summary>The codes of <see cref="FalError"/>.</summary>
public static class FalCode
{
    /// <summary>Cannot be reached, or its front door answers 5xx. Retryable.</summary>
    public const string Unavailable = "provider_unavailable";

    /// <summary>No answer in time, or the job ran out of its time. Retryable.</summary>
    public const string Timeout = "provider_timeout";

    /// <summary>429. Retryable.</summary>
    public const string RateLimited = "provider_rate_limited";

    /// <summary>The account is locked (balance): an operator has to act. Running jobs go on.</summary>
    public const string Locked = "provider_locked";

    /// <summary>Our key is missing, wrong or lacks a scope: an operator has to act.</summary>
    public const string Unauthorized = "provider_unauthorized";

    /// <summary>An answer that cannot be read, or with a word we do not know. Retryable.</summary>
    public const string Malformed = "provider_malformed";

    /// <summary>There is no such endpoint (any more).</summary>
    public const string ModelUnknown = "provider_model_unknown";

    /// <summary>The input was refused; the message says which option where fal tells.</summary>
    public const string RejectedInput = "provider_rejected_input";

    /// <summary>Safety rules refused the prompt, the input or the output.</summary>
    public const string ContentRejected = "content_rejected";

    /// <summary>The job ended without any picture or video.</summary>
    public const string NoMedia = "provider_no_media";

    /// <summary>The job itself broke at fal. Usually retryable as a new job.</summary>
    public const string Failed = "provider_failed";

    /// <summary>fal no longer knows the job or its file.</summary>
    public const string JobLost = "job_lost";

    /// <summary>The job was canceled.</summary>
    public const string Canceled = "canceled";

    /// <summary>A file from an address we do not fetch from, too large, or not a file.</summary>
    public const string FileRefused = "provider_file_refused";
}
