using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts;

namespace OmniHub.Generation;

/// <summary>Generation's part of <c>doctor</c>: every original against its hash, every thumbnail, files and rows without each other.</summary>
internal sealed class MediaCheckup(GenerationDb db, MediaStore store, TimeProvider clock) : ICheckup
{
    private const int BatchSizeMax = 500;

    /// <summary>A younger file may still get its row.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LateMax = TimeSpan.FromMinutes(10);

    public string Name => "Media and generations";

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var (count, missing, changed, thumbnails) = await CheckFilesAsync(ct);
        if (missing.Count > 0)
            yield return new(Condition.Bad, $"{missing.Count} files are missing in the media folder, as {missing[0]}. Restore them from a backup.");
        if (changed.Count > 0)
            yield return new(Condition.Bad, $"{changed.Count} files are not what was stored, as {changed[0]}. Restore them from a backup.");
        if (thumbnails.Count > 0)
            yield return new(Condition.Bad, $"{thumbnails.Count} thumbnails are missing or are no pictures any more, as that of {thumbnails[0]}. Restore them from a backup.");
        if (missing.Count + changed.Count + thumbnails.Count == 0)
            yield return new(Condition.Good, $"All {count} files are there with the hash that was stored, and their thumbnails can be read.");

        var (strangers, one) = await StrangersAsync(ct);
        if (strangers > 0) yield return new(Condition.Notice, $"{strangers} files belong to no row, as {one}. The clean-up removes them a day after they were written.");

        var orphans = await db.Media.CountAsync(m => m.GenerationId != null && !db.Generations.Any(g => g.Id == m.GenerationId), ct);
        if (orphans > 0) yield return new(Condition.Bad, $"{orphans} rows of files belong to a generation that is not there.");
        var lost = await db.Generations.CountAsync(g => g.NextPollAt == null && g.CompletedAt == null, ct);
        if (lost > 0) yield return new(Condition.Bad, $"{lost} generations have not ended, and nothing will look at them again.");
        var before = clock.GetUtcNow() - LateMax;
        var late = await db.Generations.CountAsync(g => g.NextPollAt != null && g.NextPollAt < before, ct);
        if (late > 0) yield return new(Condition.Notice, $"{late} generations wait to be gone on with. That happens when the server runs.");
        if (orphans + lost == 0) yield return new(Condition.Good, "Every row of a file has its generation, and none is forgotten.");
    }

    private async Task<(long Count, List<string> Missing, List<string> Changed, List<string> Thumbnails)> CheckFilesAsync(CancellationToken ct)
    {
        var (count, last, missing, changed, thumbnails) = (0L, "", new List<string>(), new List<string>(), new List<string>());
        while (true)
        {
            var rows = await db.Media.AsNoTracking().Where(m => string.Compare(m.Id, last) > 0).OrderBy(m => m.Id).Take(BatchSizeMax)
                .Select(m => new { m.Id, m.Sha256, m.HasThumbnail }).ToListAsync(ct);
            if (rows.Count == 0) return (count, missing, changed, thumbnails);
            foreach (var row in rows)
            {
                if (!File.Exists(store.PathOf(row.Id))) missing.Add(row.Id);
                else if (!string.Equals(await HashAsync(store.PathOf(row.Id), ct), row.Sha256, StringComparison.OrdinalIgnoreCase)) changed.Add(row.Id);
                // It has no hash of its own: it is made from the original, and has to be a whole picture.
                if (row.HasThumbnail && !await IsPictureAsync(store.ThumbnailOf(row.Id), ct)) thumbnails.Add(row.Id);
            }

            count += rows.Count;
            last = rows[^1].Id;
        }
    }

    private static async Task<string> HashAsync(string path, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan | FileOptions.Asynchronous);
        return Convert.ToHexString(await SHA256.HashDataAsync(file, ct));
    }

    private static async Task<bool> IsPictureAsync(string path, CancellationToken ct) =>
        File.Exists(path) && Pictures.IsWhole(await File.ReadAllBytesAsync(path, ct));

    private async Task<(int Count, string? One)> StrangersAsync(CancellationToken ct)
    {
        var (count, one) = (0, (string?)null);
        foreach (var batch in store.WrittenBefore(clock.GetUtcNow() - Young, forget: false).Chunk(BatchSizeMax))
        {
            var strangers = await CleanUpMedia.StrangersAsync(db, store, batch, ct);
            count += strangers.Count;
            one ??= strangers.FirstOrDefault()?.Path;
        }

        return (count, one);
    }
}
