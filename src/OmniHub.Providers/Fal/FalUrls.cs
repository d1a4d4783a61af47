using System.Text.RegularExpressions;

namespace OmniHub.Providers;

/// <summary>Builds the queue's URLs. After a submit only owner and app of an endpoint count, whatever its path was.</summary>
internal static partial class FalUrls
{
    private const int UrlLengthMax = 1000;

    public static bool IsEndpoint(string endpoint) => EndpointId().IsMatch(endpoint) && !endpoint.Contains("..", StringComparison.Ordinal);

    public static bool IsRequestId(string? id) => id is not null && RequestIdForm().IsMatch(id);

    /// <summary>The given URL where it lies at the queue (the key goes with it), else the rebuilt one.</summary>
    public static Uri Of(FalOptions options, FalHandle job, string? given, string suffix) =>
        given?.Length <= UrlLengthMax && Uri.TryCreate(given, UriKind.Absolute, out var url)
            && url.UserInfo.Length == 0 && FalHosts.SameOrigin(url, options.QueueUrl)
            ? url
            : FalHosts.Append(options.QueueUrl, $"{App(job.Endpoint)}/requests/{job.RequestId}{suffix}");

    public static Uri Status(FalOptions options, FalHandle job) => Of(options, job, job.StatusUrl, "/status");

    public static Uri Response(FalOptions options, FalHandle job) => Of(options, job, job.ResponseUrl, "");

    public static Uri Cancel(FalOptions options, FalHandle job) => Of(options, job, job.CancelUrl, "/cancel");

    public static Uri WithQuery(Uri url, string query) =>
        new UriBuilder(url) { Query = url.Query.Length > 1 ? $"{url.Query}&{query}" : query }.Uri;

    private static string App(string endpoint)
    {
        var parts = endpoint.Split('/');
        return string.Join('/', parts.Take(parts[0] is "workflows" or "comfy" ? 3 : 2));
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)+$")]
    private static partial Regex EndpointId();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$")]
    private static partial Regex RequestIdForm();
}
