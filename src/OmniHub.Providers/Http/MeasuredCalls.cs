using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace OmniHub.Providers;

/// <summary>Measures calls from outside: with their retries, until the answer's headers.</summary>
internal sealed class MeasuredCalls(string purpose) : DelegatingHandler
{
    private static readonly Meter Meter = new("OmniHub.Providers");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("omnihub.provider.duration", "s", "Calls to providers until their answer begins, retries included");

    private readonly string[] name = purpose.Split('.', 2);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var outcome = "canceled";
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            outcome = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            return response;
        }
        catch (BrokenCircuitException)
        {
            outcome = "paused";
            throw;
        }
        catch (Exception e) when (e is TimeoutRejectedException or HttpRequestException)
        {
            outcome = e is TimeoutRejectedException ? "timeout" : "unreachable";
            throw;
        }
        finally
        {
            Duration.Record(
                Stopwatch.GetElapsedTime(began).TotalSeconds,
                new TagList { { "provider", name[0] }, { "operation", name[1] }, { "outcome", outcome } });
        }
    }
}
