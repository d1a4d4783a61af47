using System.Text.Json;

namespace OmniHub.Providers;

/// <summary>What people read. Made of our own words and of names and numbers that were checked, never of the provider's text.</summary>
internal static class FalSentences
{
    public const string JobTimeout = "The provider ran out of time for this job.";
    public const string StartTimeout = "The job did not start within the time allowed.";
    public const string Runner = "The provider's machines could not finish this job.";

    private const int FormatsMax = 10;
    private const int FormatLengthMax = 10;

    public static string Of(string code) => code switch
    {
        FalCode.Unavailable => "The provider cannot be reached at the moment.",
        FalCode.Timeout => "The provider did not answer in time.",
        FalCode.RateLimited => "The provider is busy and asks to wait.",
        FalCode.Locked => "The account at the provider is locked. An administrator has to look at it.",
        FalCode.Unauthorized => "The provider refused the access of this server. An administrator has to look at it.",
        FalCode.Malformed => "The provider sent an answer that could not be understood.",
        FalCode.ModelUnknown => "The provider does not offer this model any more.",
        FalCode.RejectedInput => "The model did not accept this request.",
        FalCode.ContentRejected => "The provider's safety rules refused this request.",
        FalCode.NoMedia => "The model finished without a picture or video.",
        FalCode.JobLost => "The provider no longer knows this job.",
        FalCode.Canceled => "The job was canceled.",
        FalCode.FileRefused => "The provider's file could not be accepted.",
        _ => "The provider could not finish this job.",
    };

    /// <summary>The sentence for an input error: its type and the limits beside it say what to change.</summary>
    public static string Input(string? type, string? option, JsonElement? ctx)
    {
        var subject = option is null ? "One option" : $"The option {option}";
        return type switch
        {
            "image_too_small" => $"The picture is too small for this model{Size("at least", "min")}.",
            "image_too_large" => $"The picture is too large for this model{Size("at most", "max")}.",
            "image_load_error" => "The model could not open the picture.",
            "file_download_error" => "The provider could not fetch the file of this request.",
            "face_detection_error" => "The model found no face in the picture.",
            "file_too_large" => $"The file is too large for this model{Limit("; the limit is", "max_size", " bytes")}.",
            "greater_than" => $"{subject} must be greater{Limit(" than", "gt")}.",
            "greater_than_equal" => $"{subject} must be larger{Limit(": at least", "ge")}.",
            "less_than" => $"{subject} must be less{Limit(" than", "lt")}.",
            "less_than_equal" => $"{subject} must be smaller{Limit(": at most", "le")}.",
            "multiple_of" => $"{subject} must be a multiple{Limit(" of", "multiple_of")}.",
            "sequence_too_short" or "string_too_short" => $"{subject} is too short{Limit("; it needs at least", "min_length")}.",
            "sequence_too_long" or "string_too_long" => $"{subject} is too long{Limit("; it may have at most", "max_length")}.",
            "one_of" or "enum" or "literal_error" => $"{subject} has a value that the model does not know.",
            "missing" or "value_error.missing" => $"{subject} is missing.",
            "feature_not_supported" => "The model does not support this combination of options.",
            "audio_duration_too_long" or "video_duration_too_long" => "The recording is too long for this model.",
            "audio_duration_too_short" or "video_duration_too_short" => "The recording is too short for this model.",
            "unsupported_audio_format" or "unsupported_image_format" or "unsupported_video_format" =>
                $"The model does not read this kind of file{Formats()}.",
            "invalid_archive" or "archive_file_count_below_minimum" or "archive_file_count_exceeds_maximum" =>
                "The model did not accept the archive.",
            _ => option is null ? Of(FalCode.RejectedInput) : $"The model did not accept the option {option}.",
        };

        string Limit(string words, string member, string unit = "") =>
            ctx?.Decimal(member) is { } limit ? $"{words} {limit:0.######}{unit}" : "";

        string Size(string words, string prefix) => ctx?.Int($"{prefix}_width") is { } width && ctx?.Int($"{prefix}_height") is { } height
            ? $": {words} {width} x {height} pixels" : "";

        string Formats()
        {
            var known = ctx?.Items("supported_formats")
                .Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)
                .Where(name => name.Length <= FormatLengthMax && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '.'))
                .Take(FormatsMax).ToList();
            return known is { Count: > 0 } ? $"; it reads {string.Join(", ", known)}" : "";
        }
    }
}
