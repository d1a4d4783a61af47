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

    public bool IsOrphan()
    {
        if (ParentPid is not { } pid) return false;
        try
        {
            using var parent = Process.GetProcessById(pid);
            return parent.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
