namespace OmniHub.Contracts;

/// <summary>What a module looks at when the operator runs <c>doctor</c>. Found by scanning. Reads only.</summary>
public interface ICheckup
{
    /// <summary>What is looked at, as <c>Ledger</c>.</summary>
    string Name { get; }

    /// <summary>One finding a thing that was looked at, good ones too.</summary>
    IAsyncEnumerable<Finding> LookAsync(CancellationToken ct);
}

/// <summary>How a thing is.</summary>
public enum Condition
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>It works, but the operator should know.</summary>
    Notice,

    /// <summary>Something is broken: the command's exit code is not 0.</summary>
    Bad,
}

/// <param name="Condition">How it is.</param>
/// <param name="Sentence">For the operator: what was seen, and what to do where it is not good.</param>
public sealed record Finding(Condition Condition, string Sentence);
