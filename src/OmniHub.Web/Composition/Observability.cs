using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OmniHub.Web;

/// <summary>
/// OpenTelemetry: metrics for <c>/metrics</c>, and traces that are sent where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says; nowhere without it.
/// </summary>
internal static class Observability
{
    /// <summary>Sources and meters of the modules are named after them, as <c>OmniHub.Generation</c>.</summary>
    private const string Ours = "OmniHub*";

    private static readonly string[] Framework =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "System.Runtime",
    ];

    /// <summary>From static files to a video's minutes.</summary>
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

    public static void AddObservability(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Gauges>();
        var isSent = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
        var version = typeof(Observability).Assembly.GetName().Version?.ToString(3);
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(about => about.AddService("omnihub", serviceVersion: version))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Ours).AddMeter(Framework)
                    .AddView(i => i.Unit == "s" ? new ExplicitBucketHistogramConfiguration { Boundaries = Seconds } : null)
                    .AddPrometheusExporter(o => o.ScrapeResponseCacheDurationMilliseconds = 0);
                if (isSent) metrics.AddOtlpExporter();
            });
        if (!isSent) return;
        builder.Services.AddHostedService<WatchGauges>();
        telemetry.WithTracing(traces => traces.AddSource(Ours)
            .AddAspNetCoreInstrumentation(o =>
            {
                o.Filter = http => !RequestLog.IsQuiet(http.Request.Path);
                // A token in a path is a secret: the route says enough.
                o.EnrichWithHttpResponse = (span, response) => span.SetTag("url.path", RequestLog.PathOf(response.HttpContext));
            })
            .AddHttpClientInstrumentation()
            .AddOtlpExporter());
    }
}
