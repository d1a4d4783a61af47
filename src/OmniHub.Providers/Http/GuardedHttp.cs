using System.Net;
using System.Net.Sockets;

namespace OmniHub.Providers;

/// <summary>A name that leads to an address which is not public. Nothing was sent.</summary>
public sealed class PrivateAddressException(string host) : IOException($"The host '{host}' does not have a public address.");

/// <summary>HTTP towards addresses that somebody else chose: results of a provider, webhooks of a user.</summary>
public static class GuardedHttp
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A handler that resolves each host once, refuses it if any of its addresses is not public (<see cref="PublicAddress"/>), and
    /// connects to just the addresses it checked. It follows no redirects, keeps no cookies, uses no proxy and unpacks nothing.
    /// </summary>
    /// <param name="allow">Origins that need no check; null: none.</param>
    /// <param name="resolve">Names to addresses; null: the system's resolver.</param>
    /// <remarks>A refusal is an <see cref="HttpRequestException"/> with a <see cref="PrivateAddressException"/> inside.</remarks>
    public static SocketsHttpHandler CreateHandler(
        Func<Uri, bool>? allow = null, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        resolve ??= Dns.GetHostAddressesAsync;
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = async (context, ct) =>
            {
                var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
                // The resolver refuses literals such as 0.0.0.0 in its own way.
                var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, ct);
                var trusted = context.InitialRequestMessage.RequestUri is { } url && allow?.Invoke(url) == true;
                if (!trusted && (addresses.Length == 0 || !addresses.All(PublicAddress.IsPublic))) throw new PrivateAddressException(host);
                return await ConnectAsync(addresses, port, ct);
            },
        };
    }

    private static async ValueTask<Stream> ConnectAsync(IPAddress[] addresses, int port, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
