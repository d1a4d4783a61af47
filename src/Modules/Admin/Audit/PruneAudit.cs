using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>
/// <c>audit prune</c>: removes entries older than <c>AUDIT_KEEP_DAYS</c> and leaves a signed checkpoint, so that what is left is still
/// proved. Nothing is ever pruned without that command.
/// </summary>
internal sealed class PruneAudit(AdminDb db, Database database, IAudit audit, IConfiguration configuration, TimeProvider clock) : ICommand
{
    private const int DaysMin = 30, DaysMax = 36_500;

    public string Name => "audit prune";

    public string Summary => "Removes audit entries older than AUDIT_KEEP_DAYS and leaves a signed checkpoint in their place.";

    public async Task<int> RunAsync(TextWriter output, CancellationToken ct)
    {
        if (!int.TryParse(configuration["AUDIT_KEEP_DAYS"], NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days is < DaysMin or > DaysMax)
        {
            await output.WriteLineAsync($"audit: set AUDIT_KEEP_DAYS to a number from {DaysMin} to {DaysMax}");
            return 1;
        }

        var until = clock.GetUtcNow().AddDays(-days);
        var removed = await db.WriteAsync(() => PruneAsync(until, ct), ct);
        if (removed > 0)
        {
            var changes = new Dictionary<string, object?[]> { ["removed"] = [null, removed], ["olderThanDays"] = [null, days] };
            await audit.WriteAsync(new("system", "audit.prune", "audit", "audit", changes, null), ct);
        }

        await output.WriteLineAsync($"audit: {removed} entries older than {days} days removed");
        return 0;
    }

    private async Task<int> PruneAsync(DateTimeOffset until, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        // The newest entry stays: the next one is tied to it.
        var newest = await db.Audit.MaxAsync(a => (long?)a.Sequence, ct);
        var last = await db.Audit.AsNoTracking().Where(a => a.At < until && a.Sequence < newest).OrderByDescending(a => a.Sequence)
            .FirstOrDefaultAsync(ct);
        if (last is null) return 0;
        var text = AuditCheckpoint.Text(last.Sequence, last.Hash, database);
        if (await db.Settings.FirstOrDefaultAsync(s => s.Key == AuditCheckpoint.Key, ct) is { } row) (row.Value, row.UpdatedAt) = (text, clock.GetUtcNow());
        else db.Settings.Add(new Setting { Key = AuditCheckpoint.Key, Value = text, UpdatedAt = clock.GetUtcNow() });
        await db.SaveChangesAsync(ct);
        return await db.Audit.Where(a => a.Sequence <= last.Sequence).ExecuteDeleteAsync(ct);
    }
}
