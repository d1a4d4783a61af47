using System.Net;
using System.Net.Sockets;

namespace OmniHub.Sandbox;

/// <summary>The process: one sandbox a data folder, on the port of its last run where that is free.</summary>
internal static class Program
{
    private const int BadUsage = 2;
    private const int AlreadyRunning = 3;

    public static async Task<int> Main(string[] args)
    {
        SandboxOptions options;
        try
        {
            options = SandboxOptions.Parse(args, Environment.GetEnvironmentVariable(SandboxOptions.PaceVariable));
        }
        catch (ArgumentException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return BadUsage;
        }
        if (options.ParentPid is not null) Native.LeaveTerminal();
        Directory.CreateDirectory(options.DataFolder);
        using var turn = TakeTurn(options.DataFolder);
        if (turn is null)
        {
            await Console.Error.WriteLineAsync($"A sandbox already runs on {options.DataFolder}.");
            return AlreadyRunning;
        }

        await using var app = SandboxApp.Build(options, PortFor(options));
        await app.StartAsync();
        var port = new Uri(app.Urls.First()).Port;
        var host = options.Listen is "0.0.0.0" or "::" ? "127.0.0.1" : options.Listen;
        var ready = new ReadyFile(
            port, Environment.ProcessId, app.Services.GetRequiredService<TimeProvider>().GetUtcNow(), $"http://{host}:{port}",
            $"http://{host}:{port}/.well-known/jwks.json", app.Services.GetRequiredService<Activity>().Instance);
        ready.Write(options.DataFolder);
        if (options.ParentPid is null)
            await Console.Out.WriteLineAsync($"OmniHub sandbox on {ready.BaseUrl}, data in {options.DataFolder}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>The lock dies with the process, so a killed run never bars the next one.</summary>
    private static FileStream? TakeTurn(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "sandbox.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static int PortFor(SandboxOptions options)
    {
        if (options.Port != 0) return options.Port;
        return ReadyFile.Read(options.DataFolder) is { Port: > 0 and var last } && IsFree(IPAddress.Parse(options.Listen), last) ? last : 0;
    }

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var probe = new TcpListener(address, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
