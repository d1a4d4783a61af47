using System.Diagnostics;

namespace OmniHub.Sandbox;

/// <summary>Who this process lives for, and when somebody last asked.</summary>
internal sealed class Activity(SandboxOptions options, TimeProvider clock)
{
    private long lastTimestamp = clock.GetTimestamp();

    /// <summary>Tells this run from an earlier one on the same port.</summary>
    public string Instance { get; } = Guid.NewGuid().ToString("N");

    public int? ParentPid { get; set; } = options.ParentPid;

    public TimeSpan Idle => clock.GetElapsedTime(Volatile.Read(ref lastTimestamp));

    public void Touch() => Volatile.Write(ref lastTimestamp, clock.GetTimestamp());

    public bool IsOrphan() => ParentPid is { } pid && !IsAlive(pid);

    public static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
