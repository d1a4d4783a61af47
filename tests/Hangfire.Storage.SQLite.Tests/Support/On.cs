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

    /// <summary>Set to run exactly what is left out otherwise: each of these tests should fail, or its difference is gone.</summary>
    private static readonly bool Inverted = Environment.GetEnvironmentVariable("HANGFIRE_TEST_DIFFERENCES") == "1";

    public IEnumerable<Kind> Kinds => Enum.GetValues<Kind>().Where(kind => Difference(kind) is not null == Inverted);

    public string? Difference(Kind kind) => kind switch
    {
        Kind.InMemory => InMemory,
        Kind.PostgreSql => PostgreSql,
        _ => null,
    };

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new(Kinds.Select(k => new TheoryDataRow<Kind>(k)).ToList<ITheoryDataRow>());

    public override bool SupportsDiscoveryEnumeration() => true;
}
