using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Configuration;
using OmniHub.Providers;

namespace OmniHub.Accounts;

/// <summary>What came of sending.</summary>
/// <param name="Status">HTTP status, or null where nothing answered.</param>
/// <param name="Error">Why it did not arrive, or null.</param>
internal sealed record Sent(int? Status, string? Error)
{
    /// <summary>The receiver wants no more of it.</summary>
    public bool IsGone => Status == (int)HttpStatusCode.Gone;
}

/// <summary>The way out to addresses that users chose: resolved once, refused where not public, each redirect looked at again.</summary>
internal sealed class WebhookHttp : IDisposable
{
    private const int RedirectsMax = 3;
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ResolveTimeMax = TimeSpan.FromSeconds(3);
    private const string NotWeb = "Enter a web address that begins with https:// or http://.";
    private static readonly string[] LocalNames = [".local", ".localhost", ".internal", ".home.arpa", ".lan"];
    private static readonly ProductInfoHeaderValue Agent = new("OmniHub-Webhooks", "1");

    private readonly bool allowPrivate;
    private readonly HttpClient http;

    public WebhookHttp(IConfiguration configuration)
    {
        allowPrivate = configuration["OMNIHUB_ALLOW_PRIVATE_TARGETS"] is "true" or "1";
        http = new(GuardedHttp.CreateHandler(allow: _ => allowPrivate)) { Timeout = TimeMax };
    }

    /// <summary>What is wrong with an address, or null. A name that nobody knows yet is let in: it is looked at again at every sending.</summary>
    public async Task<string?> CheckAsync(string? text, CancellationToken ct)
    {
        if (text is not { Length: > 0 and <= Webhook.UrlLengthMax } || !Uri.TryCreate(text, UriKind.Absolute, out var url)) return NotWeb;
        if (Shape(url) is { } wrong) return wrong;
        return allowPrivate || await IsPublicAsync(url, ct) ? null : "This address leads into a private network. Webhooks go to public addresses alone.";
    }

    /// <summary>Sends a signed message.</summary>
    public async Task<Sent> PostAsync(string target, string body, IReadOnlyDictionary<string, string> headers, CancellationToken ct)
    {
        var url = new Uri(target);
        try
        {
            for (var hop = 0; hop <= RedirectsMax; hop++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
                request.Headers.UserAgent.Add(Agent);
                foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
                var status = (int)answer.StatusCode;
                if (answer.IsSuccessStatusCode) return new(status, null);
                if (Next(url, answer) is not { } next) return new(status, $"It answered {status}.");
                url = next;
            }

            return new(null, "It redirected too often.");
        }
        catch (HttpRequestException e) when (e.InnerException is PrivateAddressException)
        {
            return new(null, "The address leads into a private network.");
        }
        catch (HttpRequestException)
        {
            return new(null, "Nothing answered at this address.");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(null, $"It did not answer within {TimeMax.TotalSeconds:0} seconds.");
        }
    }

    public void Dispose() => http.Dispose();

    // Only what keeps method and body is followed, and never from https to http.
    private static Uri? Next(Uri from, HttpResponseMessage answer)
    {
        if (answer.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)) return null;
        if (answer.Headers.Location is not { } to || !Uri.TryCreate(from, to, out var url)) return null;
        return Shape(url) is null && (from.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) ? url : null;
    }

    private static string? Shape(Uri url) => url.Scheme is not ("http" or "https") || url.Host.Length == 0 ? NotWeb
        : url.UserInfo.Length > 0 ? "Leave the name and the password out of the address: the signature proves who sent a message."
        : !url.Host.EnumerateRunes().All(IsOrdinary) ? "Write the host in ordinary letters and digits."
        : null;

    // Full-width and circled characters, and others that only stand for a letter or a digit: ours looks for them by name, another
    // resolver reads ① as 1. Which of the two comes to pass is nobody's to find out.
    private static bool IsOrdinary(Rune rune) => rune.IsAscii || (rune.Value is not ((>= 0x2000 and <= 0x2BFF) or (>= 0xFB00 and <= 0xFFFF) or >= 0x1D400 and <= 0x1F2FF)
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    private static async Task<bool> IsPublicAsync(Uri url, CancellationToken ct)
    {
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var literal)) return PublicAddress.IsPublic(literal);
        var host = url.IdnHost.TrimEnd('.').ToLowerInvariant();
        if (!host.Contains('.') || LocalNames.Any(name => host.EndsWith(name, StringComparison.Ordinal))) return false;
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(ResolveTimeMax);
        try
        {
            return (await Dns.GetHostAddressesAsync(host, time.Token)).All(PublicAddress.IsPublic);
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return true;
        }
    }
}
