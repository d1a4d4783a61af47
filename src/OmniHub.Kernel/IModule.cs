using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace OmniHub.Kernel;

/// <summary>One part of the monolith. Found by scanning; the order of registration never matters.</summary>
public interface IModule
{
    /// <summary>Lower-case name: database schema, settings section, log scope.</summary>
    string Name { get; }

    /// <summary>Registers the module's services.</summary>
    void AddServices(IHostApplicationBuilder app);

    /// <summary>Maps the module's routes. Every route carries a policy.</summary>
    void MapEndpoints(IEndpointRouteBuilder routes);

    /// <summary>Recurring work, as data.</summary>
    IEnumerable<RecurringWork> Work => [];

    /// <summary>What the module offers to the shell's navigation.</summary>
    IEnumerable<NavLink> Nav => [];
}

/// <summary>A sweep that the job server runs on a schedule.</summary>
/// <param name="Name">Stable name, <c>module.verb-noun</c>; shown in the dashboard.</param>
/// <param name="Cron">Cron expression in UTC; five fields, or six with seconds first.</param>
/// <param name="Type">A registered <see cref="IWork"/>.</param>
public sealed record RecurringWork(string Name, string Cron, Type Type);

/// <summary>Where in the shell a link stands.</summary>
public enum NavPlace
{
    /// <summary>The main navigation of signed-in users.</summary>
    Main,

    /// <summary>The account menu.</summary>
    Account,

    /// <summary>The navigation of the admin panel.</summary>
    Admin,

    /// <summary>The public pages.</summary>
    Site,
}

/// <summary>One link of the navigation.</summary>
/// <param name="Text">What people read.</param>
/// <param name="Href">Path of the page.</param>
/// <param name="Icon">Name of an icon in the sprite.</param>
/// <param name="Order">Lower comes first.</param>
/// <param name="Place">Which navigation.</param>
public sealed record NavLink(string Text, string Href, string Icon, int Order, NavPlace Place = NavPlace.Main)
{
    /// <summary>The letter that goes there after <c>G</c>, or null.</summary>
    public char? Key { get; init; }
}

/// <summary>Prepares a module before the first request: seeds, first admin. Runs after migrations, in order of <see cref="Order"/>.</summary>
public interface IStartup
{
    /// <summary>Lower runs first. Settings 0, accounts 10, catalogue 20, the rest 100.</summary>
    int Order => 100;

    /// <summary>Idempotent: runs at every start, and on several nodes at once.</summary>
    Task StartAsync(CancellationToken ct);
}

/// <summary>A command of the host's executable, as <c>ledger verify</c>. The exit code is 0 when all is well.</summary>
public interface ICommand
{
    /// <summary>The words that call it.</summary>
    string Name { get; }

    /// <summary>What it does, in a sentence, for the list of commands.</summary>
    string Summary { get; }

    /// <summary>Whether the database is migrated first.</summary>
    bool Migrates => true;

    /// <summary>Runs it and returns the exit code.</summary>
    Task<int> RunAsync(TextWriter output, CancellationToken ct);
}
