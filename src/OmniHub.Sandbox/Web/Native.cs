using System.Runtime.InteropServices;

namespace OmniHub.Sandbox;

/// <summary>The two calls that .NET has no name for on Linux.</summary>
internal static class Native
{
    private const int Process = 0;
    private const int Niceness = 10;

    /// <summary>Thread.Priority does nothing on Linux, where each thread has its own niceness instead.</summary>
    public static void LowerPriorityOfThisThread()
    {
        if (OperatingSystem.IsLinux()) _ = SetPriority(Process, 0, Niceness);
        else Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
    }

    /// <summary>Off the terminal: Ctrl+C in the app's terminal ends the app, not what the sandbox is drawing.</summary>
    public static void LeaveTerminal()
    {
        if (!OperatingSystem.IsWindows()) _ = SetSid();
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int priority);

    [DllImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetSid();
}
