using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>
/// Writes generations into an archive: as the API shows them, a manifest that says which files are whose, the same to read, and the files under
/// names that say what they are.
/// </summary>
internal sealed class GenerationArchive(GenerationDb db, ReadGenerations read, ICatalog catalog, MediaStore store)
{
    private const int BatchSizeMax = 200;
    private const int PromptLengthMax = 60;
    private const int ModelLengthMax = 40;

    public async Task WriteAsync(IQueryable<GenerationRow> rows, IExport export, CancellationToken ct)
    {
        var files = await FilesAsync(rows, ct);
        await export.AddJsonAsync("generations.json", ShowAsync(rows, ct), ct);
        await export.AddJsonAsync("manifest.json", ListAsync(rows, files, ct), ct);
        await export.AddAsync("index.html", page => ArchiveIndex.WriteAsync(page, ListAsync(rows, files, ct), ct), ct);
        await AddFilesAsync(files.SelectMany(f => f), export, ct);
    }

    public async Task AddFilesAsync(IEnumerable<ArchiveFile> files, IExport export, CancellationToken ct)
    {
        foreach (var file in files.Where(f => File.Exists(store.PathOf(f.MediaId))))
        {
            await export.AddAsync(
                file.Path,
                async archive =>
                {
                    await using var content = File.OpenRead(store.PathOf(file.MediaId));
                    await content.CopyToAsync(archive, ct);
                },
                ct);
        }
    }

    /// <summary>Files by generation. Those that would have the same name are counted on.</summary>
    private async Task<ILookup<string, ArchiveFile>> FilesAsync(IQueryable<GenerationRow> rows, CancellationToken ct)
    {
        var found = await rows.AsNoTracking().Join(db.Media, g => g.Id, m => m.GenerationId, (g, m) => new { g, m })
            .OrderBy(f => f.g.Id).ThenBy(f => f.m.Ordinal)
            .Select(f => new { f.m.Id, Generation = f.g.Id, f.m.ContentType, f.g.CreatedAt, Prompt = f.g.Prompt.Substring(0, PromptLengthMax * 2), f.g.ModelId })
            .ToListAsync(ct);
        var counts = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var files = new List<(string Generation, ArchiveFile File)>(found.Count);
        foreach (var f in found)
        {
            var model = (await catalog.FindPastAsync(f.ModelId, ct))?.Name ?? f.ModelId;
            var day = f.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var name = $"{day} {FileNames.Safe(f.Prompt, PromptLengthMax)} ({FileNames.Safe(model, ModelLengthMax)})";
            counts[name] = counts.GetValueOrDefault(name) + 1;
            files.Add((f.Generation, new(f.Id, $"media/{name} {counts[name]}{MediaTypes.Extension(f.ContentType)}", f.ContentType)));
        }

        return files.ToLookup(f => f.Generation, f => f.File);
    }

    private async IAsyncEnumerable<ArchiveItem> ListAsync(
        IQueryable<GenerationRow> rows, ILookup<string, ArchiveFile> files, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var g in ShowAsync(rows, ct))
        {
            var settings = Settings(g.Options, await catalog.FindPastAsync(g.ModelId, ct));
            var paths = files[g.Id].Select(f => f.Path).ToList();
            yield return new(
                g.Id, paths.FirstOrDefault(), paths, g.Prompt, g.ModelId, g.ModelName, g.Type, g.Status, settings, settings["seed"]?.DeepClone(), g.Credits,
                g.CreatedAt);
        }
    }

    /// <summary>What was set, and what the model does where nothing was.</summary>
    private static JsonObject Settings(JsonObject set, ModelCard? model)
    {
        var settings = (JsonObject)set.DeepClone();
        foreach (var option in (model?.Options ?? []).Where(o => o is { Default: not null, IsHidden: false }))
            settings.TryAdd(option.Name, option.Default!.DeepClone());
        return settings;
    }

    private async IAsyncEnumerable<GenerationView> ShowAsync(IQueryable<GenerationRow> rows, [EnumeratorCancellation] CancellationToken ct)
    {
        string? after = null;
        while (true)
        {
            var batch = await rows.AsNoTracking().Where(g => after == null || g.Id.CompareTo(after) < 0)
                .OrderByDescending(g => g.Id).Take(BatchSizeMax).ToListAsync(ct);
            foreach (var view in await read.ShowAsync(batch, ct)) yield return view;
            if (batch.Count < BatchSizeMax) yield break;
            after = batch[^1].Id;
        }
    }
}

/// <summary>A file of the media store and its place in the archive.</summary>
internal sealed record ArchiveFile(string MediaId, string Path, string ContentType);

/// <summary>One generation in the manifest.</summary>
/// <param name="File">The first of <paramref name="Files"/>.</param>
/// <param name="Files">Paths in the archive.</param>
/// <param name="Settings">With the model's own where nothing was set.</param>
/// <param name="Seed">Null where the provider chose one.</param>
internal sealed record ArchiveItem(
    string Id, string? File, IReadOnlyList<string> Files, string Prompt, string ModelId, string Model, Medium Type, GenerationStatus Status,
    JsonObject Settings, JsonNode? Seed, Micros? Credits, DateTimeOffset CreatedAt);
