using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Catalog;
using OmniHub.Providers;

namespace OmniHub.Generation;

/// <summary>Makes what is sent to the provider: the options, the prompt, and our files as URLs that it can read.</summary>
internal sealed class ProviderInput(GenerationDb db, ICatalog catalog, FalClient fal, MediaStore store)
{
    private static readonly FalError FileMissing = new(
        "validation_failed", "An input picture is not there any more. Nothing was charged.", false);

    /// <summary>What came of it.</summary>
    public abstract record Built
    {
        public sealed record Ready(JsonObject Json) : Built;

        public sealed record NotNow(FalError Error, TimeSpan? RetryAfter) : Built;

        public sealed record Never(FalError Error) : Built;
    }

    public async Task<Built> BuildAsync(GenerationRow row, CancellationToken ct)
    {
        var options = row.OptionsJson();
        if (await catalog.FindPastAsync(row.ModelId, ct) is { } model)
        {
            var pushed = new Dictionary<string, string>();
            foreach (var (_, value, replace) in ImageInputs.In(model, options).Where(i => ImageInputs.IsOwnFile(i.Value)).ToList())
            {
                if (!pushed.TryGetValue(value, out var url))
                {
                    var file = await db.Media.AsNoTracking().SingleOrDefaultAsync(m => m.Id == value, ct);
                    if (file is null || !File.Exists(store.PathOf(value))) return new Built.Never(FileMissing);
                    switch (await PushAsync(file, ct))
                    {
                        case FalAnswer<Uri>.Ok(var at): pushed[value] = url = at.AbsoluteUri; break;
                        case FalAnswer<Uri>.Failed { Error.Retryable: true } later: return new Built.NotNow(later.Error, later.RetryAfter);
                        case FalAnswer<Uri>.Failed failed: return new Built.Never(failed.Error);
                    }
                }

                replace(url!);
            }
        }

        var json = new JsonObject { ["prompt"] = row.Prompt };
        foreach (var (name, value) in options.ToList())
        {
            if (name == "prompt") continue;
            options.Remove(name);
            json[name] = value;
        }

        return new Built.Ready(json);
    }

    private async Task<FalAnswer<Uri>> PushAsync(MediaRow file, CancellationToken ct)
    {
        await using var content = File.OpenRead(store.PathOf(file.Id));
        return await fal.UploadAsync(content, file.ContentType, $"input{MediaTypes.Extension(file.ContentType)}", ct);
    }
}
