namespace Hangfire.Storage.SQLite.Child;

/// <summary>Jobs that the child process and the tests both know.</summary>
public static class ChildJobs
{
    /// <summary>Writes down that it began, works for a while, and writes down that it ended.</summary>
    public static async Task WorkAsync(string diary, int milliseconds)
    {
        await File.AppendAllTextAsync(diary, $"began {Environment.ProcessId}\n");
        await Task.Delay(milliseconds);
        await File.AppendAllTextAsync(diary, $"ended {Environment.ProcessId}\n");
    }
}
