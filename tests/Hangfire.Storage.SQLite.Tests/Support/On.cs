using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>The storages a test runs on. The two others are there to prove the tests right.</summary>
public enum Kind
{
    SQLite,
    InMemory,
    PostgreSql,
}

/// <summary>Runs a test on all storages, except those for which it says what they do differently.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnAttribute : DataAttribute
{
    /// <summary>What Hangfire.InMemory does differently.</summary>
    public string? InMemory { get; init; }

    /// <summary>What Hangfire.PostgreSql does differently.</summary>
    public string? PostgreSql { get; init; }

    public IEnumerable<Kind> Kinds => Enum.GetValues<Kind>()
        .Where(k => !(k == Kind.InMemory && InMemory is not null) && !(k == Kind.PostgreSql && PostgreSql is not null));

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new(Kinds.Select(k => new TheoryDataRow<Kind>(k)).ToList<ITheoryDataRow>());

    public override bool SupportsDiscoveryEnumeration() => true;
}
