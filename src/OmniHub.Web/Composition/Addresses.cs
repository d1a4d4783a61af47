using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using OmniHub.Kernel;
using IPNetwork = System.Net.IPNetwork;

namespace OmniHub.Web;

/// <summary>Where the server listens, how much it takes, and whose word about the client's address counts.</summary>
internal static class Addresses
{
    private const int PortDefault = 3001;
    private const int RequestLineMax = 64 * 1024; // A composer's link carries the whole prompt.
    private const int HeadersMax = 64 * 1024;

    /// <summary>Largest body of any route; most take far less, see <see cref="LimitRequests"/>.</summary>
    public const long BodyMax = 24 * 1024 * 1024;

    public static void AddAddresses(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var port = configuration["PORT"];
        var isNumber = int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535;
        if (port is { Length: > 0 } && !isNumber)
            throw new StartRefusedException($"PORT is a number from 1 to 65535, not \"{port}\".");
        var isGiven = configuration["urls"] is { Length: > 0 }
            || (string.IsNullOrEmpty(port) && $"{configuration["http_ports"]}{configuration["https_ports"]}".Length > 0);
        if (!isGiven) builder.WebHost.UseUrls($"http://localhost:{(string.IsNullOrEmpty(port) ? PortDefault : port)}");

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyMax;
            kestrel.Limits.MaxRequestLineSize = RequestLineMax;
            kestrel.Limits.MaxRequestHeadersTotalSize = HeadersMax;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(20);
        });
    }

    /// <summary><c>TRUSTED_PROXIES</c>: addresses or networks, separated by commas. Without it X-Forwarded-For is only noise.</summary>
    public static void AddProxies(this WebApplicationBuilder builder)
    {
        var networks = (builder.Configuration["TRUSTED_PROXIES"] ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(NetworkOf).ToList();
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in networks) options.KnownIPNetworks.Add(network);
            options.ForwardedHeaders = networks.Count == 0 ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.ForwardLimit = null; // Every hop is checked against the list.
        });
    }

    private static IPNetwork NetworkOf(string name) =>
        IPAddress.TryParse(name, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(name, out var network) ? network
        : throw new StartRefusedException($"TRUSTED_PROXIES has \"{name}\", which is neither an address nor a network.");
}
