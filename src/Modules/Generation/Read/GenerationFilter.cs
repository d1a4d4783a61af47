using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>What a list of generations was asked for. Binds from the query; a bad value is a 400.</summary>
internal sealed record GenerationFilter(
    Medium? Type = null, GenerationStatus? Status = null, string? ModelId = null, string? WorkspaceId = null, string? ProjectId = null,
    string? ComparisonId = null, string? Q = null, bool? Favorite = null,
    string? UserId = null, string? FromId = null)
{
    /// <summary>The other way round.</summary>
    public bool OldestFirst { get; init; }

    private const int QueryLengthMax = 200;
    private const char Escape = '\\';

    /// <summary>Minimal-API binding.</summary>
    public static ValueTask<GenerationFilter> BindAsync(HttpContext http)
    {
        var query = http.Request.Query;
        string? Text(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
        T? Word<T>(string name) where T : struct, Enum => Text(name) is not { } word ? null
            : word.All(char.IsAsciiLetter) && Enum.TryParse<T>(word, true, out var value) ? value
            : throw new RefusedException(Refusal.Invalid(name, $"{name} is one of {Words<T>()}."));

        if (Text("q")?.Length > QueryLengthMax)
            throw new RefusedException(Refusal.Invalid("q", $"A search has at most {QueryLengthMax} characters."));
        bool? favorite = Text("favorite") switch
        {
            null => null,
            "true" => true,
            "false" => false,
            _ => throw new RefusedException(Refusal.Invalid("favorite", "favorite is true or false.")),
        };
        return ValueTask.FromResult(new GenerationFilter(
            Word<Medium>("type"), Word<GenerationStatus>("status"), Text("modelId"), Text("workspaceId"), Text("projectId"),
            Text("comparisonId"), Text("q"), favorite));
    }

    private static string Words<T>() where T : struct, Enum => string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant();

    /// <summary>The rows of one workspace that fit.</summary>
    public IQueryable<GenerationRow> On(GenerationDb db, string workspaceId)
    {
        // A project has few rows of a workspace that may have many: what is put together here is compared, and no index of it is walked.
        var rows = ProjectId is null
            ? db.Generations.AsNoTracking().Where(g => g.WorkspaceId == workspaceId && g.DeletedAt == null)
            : db.Generations.AsNoTracking().Where(g => g.ProjectId == ProjectId && g.WorkspaceId + "" == workspaceId && g.DeletedAt == null);
        if (Type is { } type) rows = rows.Where(g => g.Type == type);
        if (Status is { } status)
        {
            var stages = Stages.Behind(status);
            rows = stages is [var stage] ? rows.Where(g => g.Stage == stage) : rows.Where(g => stages.Contains(g.Stage));
        }

        if (ModelId is not null) rows = rows.Where(g => g.ModelId == ModelId);
        if (ComparisonId is not null) rows = rows.Where(g => g.ComparisonId == ComparisonId);
        // Said in so many words, so that the index of favourites is used.
        if (Favorite is { } favorite) rows = favorite ? rows.Where(g => g.Favorite) : rows.Where(g => !g.Favorite);
        if (UserId is not null) rows = rows.Where(g => g.UserId + "" == UserId);
        if (FromId is not null) rows = rows.Where(g => g.Id.CompareTo(FromId) >= 0);
        if (Q is null) return rows;
        var pattern = $"%{Q.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_")}%";
        return db.Database.IsNpgsql()
            ? rows.Where(g => EF.Functions.ILike(g.Prompt, pattern, Escape.ToString()))
            : rows.Where(g => EF.Functions.Like(g.Prompt, pattern, Escape.ToString()));
    }
}
