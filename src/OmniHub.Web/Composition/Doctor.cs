using OmniHub.Contracts;
using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary><c>doctor</c>: looks at everything, changes nothing, and says it in sentences. The exit code is 1 where something is broken.</summary>
internal sealed class Doctor(IEnumerable<ICheckup> checkups) : ICommand
{
    public string Name => "doctor";

    public string Summary => "Looks at settings, database, ledger, audit log and files, changes nothing, and says what is broken.";

    /// <summary>What is not migrated is a finding.</summary>
    public bool Migrates => false;

    public async Task<int> RunAsync(TextWriter output, CancellationToken ct)
    {
        var worst = Condition.Good;
        // The host first: where it finds the database missing or old, the others say no more than that they cannot look.
        foreach (var checkup in checkups.OrderBy(c => c is HostCheckup ? 0 : 1).ThenBy(c => c.Name, StringComparer.Ordinal))
        {
            await output.WriteLineAsync(checkup.Name);
            await foreach (var finding in LookAsync(checkup, ct))
            {
                if (finding.Condition > worst) worst = finding.Condition;
                await output.WriteLineAsync($"  {Word(finding.Condition)}  {finding.Sentence}");
            }
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync(worst switch
        {
            Condition.Good => "All is well.",
            Condition.Notice => "Nothing is broken; see the notices.",
            _ => "Something is broken.",
        });
        return worst == Condition.Bad ? 1 : 0;
    }

    private static async IAsyncEnumerable<Finding> LookAsync(
        ICheckup checkup, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var findings = checkup.LookAsync(ct).GetAsyncEnumerator(ct);
        while (true)
        {
            Finding? trouble = null;
            try
            {
                if (!await findings.MoveNextAsync()) yield break;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                trouble = new(Condition.Bad, $"This could not be looked at: {e.Message.Split('\n')[0]}");
            }

            yield return trouble ?? findings.Current;
            if (trouble is not null) yield break;
        }
    }

    private static string Word(Condition condition) => condition switch
    {
        Condition.Good => "ok    ",
        Condition.Notice => "note  ",
        _ => "BROKEN",
    };
}
