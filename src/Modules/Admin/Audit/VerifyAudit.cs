using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary><c>audit verify</c>: proves that no entry was changed, removed or put in between.</summary>
internal sealed class VerifyAudit(AdminDb db, Database database) : ICommand
{
    private const int BatchSize = 1000;

    public string Name => "audit verify";

    public string Summary => "Proves that no audit entry was changed, removed or put in between.";

    public async Task<int> RunAsync(TextWriter output, CancellationToken ct)
    {
        var start = await AuditCheckpoint.ReadAsync(db, database, ct);
        if (!start.IsGenuine)
        {
            await output.WriteLineAsync("audit: the checkpoint was changed");
            return 1;
        }

        var last = (start.Sequence, start.Hash);
        while (true)
        {
            var after = last.Sequence;
            var rows = await db.Audit.AsNoTracking().Where(a => a.Sequence > after).OrderBy(a => a.Sequence).Take(BatchSize)
                .ToListAsync(ct);
            if (rows.Count == 0) break;
            foreach (var row in rows)
            {
                if (Complaint(last, row) is { } complaint)
                {
                    await output.WriteLineAsync($"audit: entry {row.Sequence} ({row.Id}) {complaint}");
                    return 1;
                }

                last = (row.Sequence, row.Hash);
            }
        }

        var head = await db.Settings.AsNoTracking().Where(s => s.Key == AuditLog.HeadKey).Select(s => s.Value).FirstOrDefaultAsync(ct);
        if ((head ?? "") != (last.Sequence == 0 ? "" : $"{last.Sequence}:{last.Hash}"))
        {
            await output.WriteLineAsync("audit: the last entries are missing");
            return 1;
        }

        await output.WriteLineAsync($"audit: {last.Sequence - start.Sequence} entries, all in order{(start.Sequence > 0 ? $"; {start.Sequence} before them were pruned" : "")}");
        return 0;
    }

    private static string? Complaint((long Sequence, string Hash) last, AuditRow row) =>
        row.Sequence != last.Sequence + 1 ? "follows a gap"
        : row.PreviousHash != last.Hash ? "does not follow the one before"
        : row.Hash != AuditChain.HashOf(row) ? "was changed"
        : null;
}
