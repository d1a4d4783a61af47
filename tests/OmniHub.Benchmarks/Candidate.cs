using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OmniHub.Benchmarks;

/// <summary>A server under test, alone on the first core.</summary>
internal sealed class Candidate(string name, int port, string path, Process process, (string, string)[] headers) : IDisposable
{
    public string Name => name;

    public IPEndPoint Address => new(IPAddress.Loopback, port);

    public byte[] Request(string content, bool stream) => Wire.Request(path, content, stream, headers);

    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public double MemoryMb
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Starts this program again with other arguments.</summary>
    public static Process Self(string core, params string[] args) => Run("taskset", ["-c", core, Environment.ProcessPath!, .. args]);

    public static Process Run(string file, IEnumerable<string> args, string? folder = null, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(file, args) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        foreach (var (key, value) in settings) start.Environment[key] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static async Task UntilOpenAsync(int port, Process process)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromMinutes(1) && !process.HasExited;)
        {
            try
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        throw new InvalidOperationException("A server did not start.");
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(true);
    }
}
