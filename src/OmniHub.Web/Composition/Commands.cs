using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary>
/// <c>dotnet run --project src/OmniHub.Web -- ledger verify</c>: runs one command on the data and ends with its exit code. No server starts.
/// </summary>
internal static class Commands
{
    private const int UnknownCommand = 2;
    private const int NameWidth = 16;

    /// <summary>The words before the first option; empty to serve.</summary>
    public static string WordsOf(string[] args) => string.Join(' ', args.TakeWhile(a => !a.StartsWith('-')));

    /// <summary>Whether somebody only wants to know what there is.</summary>
    public static bool AskForHelp(string[] args) => args is ["help", ..] || args.Any(a => a is "--help" or "-h" or "-?");

    /// <summary>Prints the commands. Nothing is built that opens or writes a file.</summary>
    public static async Task<int> HelpAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await Console.Out.WriteLineAsync($"OmniHub.Web [command]\n\n{Line("", "Serves until it is stopped, and runs the jobs.")}");
        foreach (var command in CommandsOf(scope)) await Console.Out.WriteLineAsync(Line(command.Name, command.Summary));
        await Console.Out.WriteLineAsync($"{Line("--help", "Prints this.")}\n\nSettings are environment variables: see docs/operations.md.");
        return 0;
    }

    public static async Task<int> RunCommandAsync(this WebApplication app, string words)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var commands = CommandsOf(scope);
        if (commands.FirstOrDefault(c => c.Name == words) is not { } command)
        {
            await Console.Error.WriteLineAsync($"There is no command \"{words}\". There is:");
            foreach (var known in commands) await Console.Error.WriteLineAsync(Line(known.Name, known.Summary));
            return UnknownCommand;
        }

        if (command.Migrates) await app.MigrateAsync();
        return await command.RunAsync(Console.Out, app.Lifetime.ApplicationStopping);
    }

    private static List<ICommand> CommandsOf(AsyncServiceScope scope) =>
        [.. scope.ServiceProvider.GetServices<ICommand>().OrderBy(c => c.Name, StringComparer.Ordinal)];

    private static string Line(string name, string summary) => $"  {name.PadRight(NameWidth)}{summary}";
}
