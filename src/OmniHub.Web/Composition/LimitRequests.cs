using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Features;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary>Requests per user, key or address and over all, by the class of the route. The headers show the tightest window.</summary>
internal sealed class LimitRequests(RequestDelegate next, Windows windows, ISettings settings, IRefusals refusals)
{
    /// <summary>Key of the window that counts everybody.</summary>
    public const string AllKey = "all";

    private const long SmallBodyMax = 1024 * 1024;

    public async Task InvokeAsync(HttpContext http)
    {
        var limit = ClassOf(http);
        LimitBody(http, limit);
        if (limit == LimitClass.None)
        {
            await next(http);
            return;
        }

        var permits = new List<Permit>(3);
        foreach (var (key, rate) in RulesFor(http, limit, settings.Current.RateLimits))
        {
            permits.Add(windows.Take(key, rate));
            if (permits[^1].Granted) continue;
            foreach (var useless in permits) windows.GiveBack(useless);
            Show(http, permits[^1]);
            var seconds = permits[^1].ResetSeconds;
            var sentence = $"That was too many requests. Try again in {TextOf(seconds)}.";
            await refusals.WriteAsync(http, new Refusal(429, "rate_limited", sentence) { RetryAfter = seconds });
            return;
        }

        Show(http, permits.MinBy(p => p.Remaining)!);
        await next(http);
    }

    private static string TextOf(int seconds) => seconds < 120 ? $"{seconds} s" : $"{(seconds + 59) / 60} minutes";

    private static LimitClass ClassOf(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<RateClass>()?.Class
        ?? (http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/v1")
            ? LimitClass.Api
            : LimitClass.Pages);

    private static IEnumerable<(string Key, Rate Rate)> RulesFor(HttpContext http, LimitClass limit, RateLimits limits)
    {
        var who = http.User.FindFirst(Claim.KeyId)?.Value ?? http.User.FindFirst(Claim.UserId)?.Value;
        var name = limit.ToString();
        // Log-ins and registrations are counted by address whoever is signed in: many accounts must not help to guess one password.
        if (who is null || limit is LimitClass.Auth or LimitClass.SignUp)
            yield return ($"{name} {AddressOf(http)}", PerAddress(limit, limits.PerAddress));
        if (who is not null && limit is not LimitClass.SignUp) yield return ($"{name} {who}", PerUser(limit, limits.PerUser));
        yield return (AllKey, limits.Global);
    }

    private static Rate PerUser(LimitClass limit, UserRates rates) => limit switch
    {
        LimitClass.Auth => rates.Auth,
        LimitClass.Generate => rates.Generate,
        LimitClass.Chat => rates.Chat,
        LimitClass.Pages => rates.Pages,
        _ => rates.Api,
    };

    private static Rate PerAddress(LimitClass limit, AddressRates rates) => limit switch
    {
        LimitClass.Auth => rates.Auth,
        LimitClass.SignUp => rates.SignUp,
        LimitClass.Pages => rates.Pages,
        _ => rates.Api,
    };

    // One household or server has a whole IPv6 /64: counting single addresses would count nothing.
    private static string AddressOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 && !IPAddress.IsLoopback(address)
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static void LimitBody(HttpContext http, LimitClass limit)
    {
        if (limit is LimitClass.Generate or LimitClass.Chat) return;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = SmallBodyMax;
    }

    private static void Show(HttpContext http, Permit permit) => http.Response.OnStarting(() =>
    {
        var headers = http.Response.Headers;
        headers["RateLimit-Limit"] = permit.Limit.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = permit.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = permit.ResetSeconds.ToString(CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    });
}
