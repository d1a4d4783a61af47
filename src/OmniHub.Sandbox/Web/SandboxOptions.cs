using System.Globalization;

namespace OmniHub.Sandbox;

/// <summary>How one sandbox runs: read from the command line, with the pace also from the environment.</summary>
internal sealed record SandboxOptions
{
    public const string PaceVariable = "SANDBOX_PACE";
    private const double PaceMax = 100;
    private const int RunnersMax = 64;

    public string DataFolder { get; init; } = Path.GetFullPath("data/sandbox");

    /// <summary>0 takes the port of the last run, or the first free one.</summary>
    public int Port { get; init; }

    public string Listen { get; init; } = "127.0.0.1";

    /// <summary>1 is the pace of a quick real queue, 0 answers as fast as it can draw.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>How many jobs are IN_PROGRESS at once; drawing has its own, smaller bound.</summary>
    public int Runners { get; init; } = 2;

    public int DrawingThreads { get; init; } = Math.Clamp(Environment.ProcessorCount - 1, 1, 2);

    /// <summary>When this process is gone and nobody asks any more, the sandbox ends too.</summary>
    public int? ParentPid { get; init; }

    /// <summary>How long nobody has asked before an orphan ends.</summary>
    public TimeSpan IdleExit { get; init; } = TimeSpan.FromMinutes(10);

    public const string Usage = """
        OmniHub sandbox: plays fal.ai and OpenRouter on loopback.
          --data <folder>        where jobs, files and the port are kept (default ./data/sandbox)
          --port <n>             0: the port of the last run, or a free one (default 0)
          --listen <address>     default 127.0.0.1
          --pace <factor>        1: like a quick real queue, 0: at once (also SANDBOX_PACE)
          --runners <n>          jobs in progress at once (default 2)
          --drawing-threads <n>  1 or 2
          --parent-pid <pid>     end when this process is gone and nobody asked for a while
          --idle-exit <minutes>  that while (default 10)
        """;

    public static SandboxOptions Parse(IReadOnlyList<string> args, string? pace)
    {
        var options = new SandboxOptions();
        if (!string.IsNullOrWhiteSpace(pace)) options = options with { Pace = Number(PaceVariable, pace, 0, PaceMax) };
        for (var i = 0; i < args.Count; i++)
        {
            var value = i + 1 < args.Count ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value.\n{Usage}");
            options = args[i++] switch
            {
                "--data" => options with { DataFolder = Path.GetFullPath(value) },
                "--port" => options with { Port = (int)Number("--port", value, 0, 65535) },
                "--listen" => options with { Listen = value },
                "--pace" => options with { Pace = Number("--pace", value, 0, PaceMax) },
                "--runners" => options with { Runners = (int)Number("--runners", value, 1, RunnersMax) },
                "--drawing-threads" => options with { DrawingThreads = (int)Number("--drawing-threads", value, 1, 2) },
                "--parent-pid" => options with { ParentPid = (int)Number("--parent-pid", value, 1, int.MaxValue) },
                "--idle-exit" => options with { IdleExit = TimeSpan.FromMinutes(Number("--idle-exit", value, 0.001, 10_000)) },
                var unknown => throw new ArgumentException($"Unknown option {unknown}.\n{Usage}"),
            };
        }
        return options;
    }

    private static double Number(string name, string value, double min, double max) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new ArgumentException($"{name} must be a number from {min} to {max}.");
}
