using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary>
/// <c>dotnet run --project src/OmniHub.Web -- ledger verify</c>: runs one command on the data and ends with its exit code. No server starts.
/// </summary>
internal static class Commands
{
    private const int UnknownCommand = 2;

    /// <summary>The words before the first option; empty to serve.</summary>
    public static string WordsOf(string[] args) => string.Join(' ', args.TakeWhile(a => !a.StartsWith('-')));

    public static async Task<int> RunCommandAsync(this WebApplication app, string words)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var commands = scope.ServiceProvider.GetServices<ICommand>().OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
        if (commands.FirstOrDefault(c => c.Name == words) is not { } command)
        {
            await Console.Error.WriteLineAsync($"There is no command \"{words}\". There is:");
            foreach (var known in commands) await Console.Error.WriteLineAsync($"  {known.Name}");
            return UnknownCommand;
        }

        if (command.Migrates) await app.MigrateAsync();
        return await command.RunAsync(Console.Out, app.Lifetime.ApplicationStopping);
    }
}
