using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;

namespace OmniHub.Providers;

/// <summary>Registers the client for fal.</summary>
public static class FalRegistration
{
    /// <summary>No more pauses of a provider than this are slept through within a call; longer ones are handed to the caller.</summary>
    internal static readonly TimeSpan RetryAfterMax = TimeSpan.FromSeconds(5);

    private const int BreakerThroughput = 20;
    private static readonly TimeSpan BreakerWindow = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BreakerPause = TimeSpan.FromSeconds(5);

    /// <summary>Adds <see cref="FalClient"/>, <see cref="FalFiles"/>, <see cref="FalWebhook"/>, <see cref="FalSettings"/>.</summary>
    public static IServiceCollection AddFal(this IServiceCollection services, IConfiguration configuration) =>
        services.AddFal(FalOptions.From(configuration));

    /// <inheritdoc cref="AddFal(IServiceCollection, IConfiguration)"/>
    public static IServiceCollection AddFal(this IServiceCollection services, FalOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new FalSettings(options));
        services.AddSingleton<FalHttp>();
        services.AddSingleton<FalKeys>();
        services.AddSingleton(provider => new FalClient(provider.GetRequiredService<FalHttp>()));
        services.AddSingleton(provider => new FalFiles(provider.GetRequiredService<FalHttp>()));
        services.AddSingleton(provider => new FalWebhook(
            provider.GetRequiredService<FalKeys>(), provider.GetRequiredService<TimeProvider>()));

        // A pipeline of its own for each purpose: a storm of failing polls opens no circuit for submits.
        services.AddFalClient(FalHttp.Submit, retries: 2, o => o.SubmitTimeout, IsSafeToSubmitAgain);
        services.AddFalClient(FalHttp.Poll, retries: 1, o => o.PollTimeout, IsWorthAskingAgain);
        services.AddFalClient(FalHttp.Result, retries: 2, o => o.ResultTimeout, IsWorthAskingAgain);
        services.AddFalClient(FalHttp.Platform, retries: 2, o => o.ResultTimeout, IsWorthAskingAgain);
        services.AddHttpClient(FalHttp.Stream, Unlimited).ConfigurePrimaryHttpMessageHandler(ApiHandler).RemoveAllLoggers();
        services.AddHttpClient(FalHttp.Files, Unlimited).RemoveAllLoggers().AddHttpMessageHandler(() => new MeasuredCalls(FalHttp.Files)).ConfigurePrimaryHttpMessageHandler(provider =>
        {
            var settings = provider.GetRequiredService<FalSettings>();
            return GuardedHttp.CreateHandler(url => settings.Current.FileOrigins.Any(origin => FalHosts.SameOrigin(origin, url)));
        });
        return services;
    }

    private static void AddFalClient(this IServiceCollection services, string name, int retries, Func<FalOptions, TimeSpan> timeout,
        Func<Outcome<HttpResponseMessage>, HttpRequestMessage?, bool> again) =>
        services.AddHttpClient(name, Unlimited).ConfigurePrimaryHttpMessageHandler(ApiHandler).RemoveAllLoggers()
            .AddHttpMessageHandler(() => new MeasuredCalls(name)).AddResilienceHandler(name, (pipeline, context) =>
            {
                var settings = context.ServiceProvider.GetRequiredService<FalSettings>();
                // The wire lives in real time, whatever clock the host has.
                pipeline.TimeProvider = TimeProvider.System;
                pipeline.AddRetry(new HttpRetryStrategyOptions
                {
                    MaxRetryAttempts = retries,
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
                    FailureRatio = 0.8,
                    MinimumThroughput = BreakerThroughput,
                    SamplingDuration = BreakerWindow,
                    BreakDuration = BreakerPause,
                    ShouldHandle = args => new(IsFrontDoorDown(args.Outcome)),
                });
                pipeline.AddTimeout(new HttpTimeoutStrategyOptions { TimeoutGenerator = _ => new(timeout(settings.Current)) });
            });

    private static void Unlimited(HttpClient client) => client.Timeout = Timeout.InfiniteTimeSpan;

    private static SocketsHttpHandler ApiHandler() => new()
    {
        // A redirect would carry the key to a host nobody configured.
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
    };

    // fal has no idempotency key: only where it certainly took nothing may the POST be sent again.
    private static bool IsSafeToSubmitAgain(Outcome<HttpResponseMessage> outcome, HttpRequestMessage? request) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => request?.Content is TracedContent { Started: false },
        { Result: { } response } => response.StatusCode == HttpStatusCode.TooManyRequests || FalHttp.IsPausedFrontDoor(response),
        _ => false,
    };

    private static bool IsWorthAskingAgain(Outcome<HttpResponseMessage> outcome, HttpRequestMessage? request) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result: { } response } => response.StatusCode == HttpStatusCode.TooManyRequests
            || ((int)response.StatusCode >= 500 && !FalHttp.IsOwnFailure(response)),
        _ => false,
    };

    // What a job answers is its own affair; only what fal's ingress says or withholds speaks about fal.
    private static bool IsFrontDoorDown(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result: { } response } => (int)response.StatusCode >= 500 && !response.Headers.Contains(FalHttp.RequestIdHeader),
        _ => false,
    };

    private static bool IsShortPause(HttpResponseMessage? response) =>
        FalHttp.RetryAfter(response) is not { } pause || pause <= RetryAfterMax;

    private static TimeSpan Pause(FalOptions options, int attempt) =>
        options.RetryDelay * Math.Pow(2, attempt) * (0.75 + (Random.Shared.NextDouble() / 2));
}
