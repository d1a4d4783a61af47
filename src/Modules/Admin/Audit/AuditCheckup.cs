using System.Globalization;
using System.Runtime.CompilerServices;
using OmniHub.Contracts;

namespace OmniHub.Admin;

/// <summary>The audit log's part of <c>doctor</c>.</summary>
internal sealed class AuditCheckup(VerifyAudit verify) : ICheckup
{
    public string Name => "Audit log";

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var said = new StringWriter(CultureInfo.InvariantCulture);
        var isGood = await verify.RunAsync(said, ct) == 0;
        var sentence = string.Join(' ', said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        yield return new(isGood ? Condition.Good : Condition.Bad, isGood ? $"The chain holds ({sentence})." : $"The chain is broken: {sentence}.");
    }
}
