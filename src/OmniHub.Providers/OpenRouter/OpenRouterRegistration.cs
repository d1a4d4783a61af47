using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;

namespace OmniHub.Providers;

/// <summary>Registers the client for chat models.</summary>
public static class OpenRouterRegistration
{
    private const int Retries = 2;
    private const int BreakerThroughput = 50;
    private const int ConnectionsMax = 4_096;
    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BreakerWindow = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BreakerPause = TimeSpan.FromSeconds(5);

    /// <summary>Adds <see cref="OpenRouterClient"/>, <see cref="OpenRouterHttp"/>, <see cref="OpenRouterSettings"/>.</summary>
    public static IServiceCollection AddOpenRouter(this IServiceCollection services, IConfiguration configuration) =>
        services.AddOpenRouter(OpenRouterOptions.From(configuration));

    /// <inheritdoc cref="AddOpenRouter(IServiceCollection, IConfiguration)"/>
    public static IServiceCollection AddOpenRouter(this IServiceCollection services, OpenRouterOptions options)
    {
        services.AddSingleton(new OpenRouterSettings(options)).AddSingleton<OpenRouterHttp>().AddSingleton<OpenRouterClient>();
        Add(services, OpenRouterHttp.Chat, o => o.StartTimeout, IsSafeToAskAgain);
        Add(services, OpenRouterHttp.Lookup, o => o.LookupTimeout, IsWorthAskingAgain);
        return services;
    }

    private static void Add(
        IServiceCollection services, string name, Func<OpenRouterOptions, TimeSpan> timeout,
        Func<Outcome<HttpResponseMessage>, HttpRequestMessage?, bool> again) =>
        services.AddHttpClient(name, client => client.Timeout = Timeout.InfiniteTimeSpan).RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                // A redirect would carry the key to a host nobody configured.
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                MaxConnectionsPerServer = ConnectionsMax,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            })
            .AddHttpMessageHandler(() => new MeasuredCalls(name)).AddResilienceHandler(name, (pipeline, context) =>
            {
                var settings = context.ServiceProvider.GetRequiredService<OpenRouterSettings>();
                // The wire lives in real time, whatever clock the host has.
                pipeline.TimeProvider = TimeProvider.System;
                pipeline.AddRetry(new HttpRetryStrategyOptions
                {
                    MaxRetryAttempts = Retries,
                    ShouldHandle = args => new(IsShortPause(args.Outcome.Result) && again(args.Outcome, args.Context.GetRequestMessage())),
                    ShouldRetryAfterHeader = false,
                    OnRetry = args =>
                    {
                        (args.Context.GetRequestMessage()?.Content as TracedContent)?.Restart();
                        return default;
                    },
                    DelayGenerator = args => new(FalHttp.RetryAfter(args.Outcome.Result) ?? Pause(settings.Current, args.AttemptNumber)),
                });
                pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
                {
                    FailureRatio = 0.9,
                    MinimumThroughput = BreakerThroughput,
                    SamplingDuration = BreakerWindow,
                    BreakDuration = BreakerPause,
                    // What one model's provider answers is its own affair; only a door that cannot be reached speaks for all.
                    ShouldHandle = args => new(args.Outcome.Exception is HttpRequestException),
                });
                pipeline.AddTimeout(new HttpTimeoutStrategyOptions { TimeoutGenerator = _ => new(timeout(settings.Current)) });
            });

    // A refusal costs nothing. A connection that broke after the request had gone may have been paid for.
    private static bool IsSafeToAskAgain(Outcome<HttpResponseMessage> outcome, HttpRequestMessage? request) => outcome switch
    {
        { Exception: HttpRequestException } => request?.Content is TracedContent { Started: false },
        { Result: { } response } => response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError
            or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable || (int)response.StatusCode == 529,
        _ => false,
    };

    private static bool IsWorthAskingAgain(Outcome<HttpResponseMessage> outcome, HttpRequestMessage? request) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result: { } response } => response.StatusCode == HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500,
        _ => false,
    };

    private static bool IsShortPause(HttpResponseMessage? response) =>
        FalHttp.RetryAfter(response) is not { } pause || pause <= RetryAfterMax;

    private static TimeSpan Pause(OpenRouterOptions options, int attempt) =>
        options.RetryDelay * Math.Pow(2, attempt) * (0.75 + (Random.Shared.NextDouble() / 2));
}
