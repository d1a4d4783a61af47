using Hangfire.States;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>A state of any name, reason and data.</summary>
internal sealed class TestState(string name, string? reason = null, Dictionary<string, string?>? data = null) : IState
{
    public string Name => name;

    public string? Reason => reason;

    public bool IsFinal => false;

    public bool IgnoreJobLoadException => false;

    public Dictionary<string, string> SerializeData() => data!;
}
