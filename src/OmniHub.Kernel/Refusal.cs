using Microsoft.AspNetCore.Http;

namespace OmniHub.Kernel;

/// <summary>A no, as a value: what happened and what to do, in one sentence. Bugs throw; refusals are returned.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable code in snake_case.</param>
/// <param name="Sentence">For people.</param>
public record Refusal(int Status, string Code, string Sentence)
{
    /// <summary>Sentences by field, for validation.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Further members of the problem document, as <c>required</c> and <c>available</c>.</summary>
    public IReadOnlyDictionary<string, object?>? Members { get; init; }

    /// <summary>Seconds after which another try makes sense.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>400 with one field.</summary>
    public static Refusal Invalid(string field, string sentence) => Invalid(new Dictionary<string, string[]> { [field] = [sentence] });

    /// <summary>400 with sentences by field.</summary>
    public static Refusal Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        new(StatusCodes.Status400BadRequest, "validation_failed", errors.Values.SelectMany(e => e).FirstOrDefault() ?? "The request is not valid.") { Errors = errors };

    /// <summary>404; another's row looks exactly like none.</summary>
    public static Refusal NotFound(string sentence = "There is nothing here.") => new(StatusCodes.Status404NotFound, "not_found", sentence);

    /// <summary>403, in a place one may see.</summary>
    public static Refusal Forbidden(string sentence = "Your role does not allow this.") => new(StatusCodes.Status403Forbidden, "forbidden", sentence);

    /// <summary>409.</summary>
    public static Refusal Conflict(string sentence, string code = "conflict") => new(StatusCodes.Status409Conflict, code, sentence);

    /// <summary>402 with what is needed and what is there.</summary>
    public static Refusal NotEnough(Micros required, Micros available, string? sentence = null) =>
        new(StatusCodes.Status402PaymentRequired, "insufficient_credits", sentence ?? $"This needs {required} credits and {available} are available.")
        {
            Members = new Dictionary<string, object?> { ["required"] = required, ["available"] = available },
        };
}

/// <summary>Carries a refusal out of places that cannot return one (parameter binding). Everything else returns it.</summary>
public sealed class RefusedException(Refusal refusal) : Exception(refusal.Sentence)
{
    /// <summary>The refusal.</summary>
    public Refusal Refusal { get; } = refusal;
}
