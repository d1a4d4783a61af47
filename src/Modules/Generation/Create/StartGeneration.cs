using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Body of POST /api/generate.</summary>
internal sealed record StartForm(
    string? ModelId, IReadOnlyList<string>? ModelIds, string? Prompt, JsonObject? Options, string? WorkspaceId, string? ProjectId,
    Micros? MaxCredits);

/// <summary>Answer of POST /api/generate with several models.</summary>
internal sealed record StartedComparisonView(string ComparisonId, IReadOnlyList<GenerationView> Generations);

/// <summary>POST /api/generate</summary>
internal static class StartGeneration
{
    public const int PromptLengthMin = 3;
    public const int PromptLengthMax = 8000;

    public static async Task<Reply> Handle(
        Body<StartForm> body, HttpContext http, ICurrentUser me, StartRuns runs, ReadGenerations read, CancellationToken ct)
    {
        // A composer's form has one list for both; programs ask for a comparison on purpose.
        var form = http.Request.HasFormContentType && body.Value is { ModelIds: [var only] }
            ? body.Value with { ModelId = only, ModelIds = null }
            : body.Value;
        var prompt = form.Prompt?.Trim() ?? "";
        if (Check(form, prompt) is { Count: > 0 } errors) return Refusal.Invalid(errors);

        var order = new StartOrder(
            OperationId.Of(http), me.Id, me.KeyId, Given(form.WorkspaceId), Given(form.ProjectId), Models(form), prompt, form.Options,
            http.Request.HasFormContentType, form.MaxCredits);
        return await runs.StartAsync(order, ct) switch
        {
            StartResult.Started started => Accepted(await read.ShowAsync(started.Rows, ct)),
            StartResult.Refused refused => refused.Refusal,
            _ => throw new InvalidOperationException(),
        };
    }

    public static Reply Accepted(IReadOnlyList<GenerationView> views) => views is [var one]
        ? Reply.Of(one, StatusCodes.Status202Accepted).Header("Location", $"/api/generations/{one.Id}").Redirect($"/g/{one.Id}")
        : Reply.Of(new StartedComparisonView(views[0].ComparisonId!, views), StatusCodes.Status202Accepted)
            .Header("Location", $"/api/comparisons/{views[0].ComparisonId}").Redirect($"/compare/{views[0].ComparisonId}");

    private static IReadOnlyList<string> Models(StartForm form) => form.ModelIds is { Count: > 0 } several ? several : [form.ModelId!];

    private static string? Given(string? id) => string.IsNullOrEmpty(id) ? null : id;

    private static Dictionary<string, string[]> Check(StartForm form, string prompt)
    {
        var errors = new Dictionary<string, string[]>();
        if (CheckPrompt(prompt) is { } wrong) errors["prompt"] = [wrong];
        if (form.ModelIds is null ? string.IsNullOrEmpty(form.ModelId) : form.ModelId is not null && form.ModelIds.Count > 0)
            errors["modelId"] = ["Name one model in modelId, or two to four in modelIds."];
        else if (form.ModelIds is { } several && !IsComparison(several))
            errors["modelIds"] = [$"Name 2 to {StartRuns.ModelsMax} different models."];
        if (form.MaxCredits is { Value: < 0 }) errors["maxCredits"] = ["maxCredits is not below zero."];
        return errors;
    }

    private static bool IsComparison(IReadOnlyList<string> several) =>
        several.Count is >= 2 and <= StartRuns.ModelsMax && several.Distinct().Count() == several.Count
        && several.All(id => !string.IsNullOrEmpty(id));

    /// <summary>What is wrong with a trimmed prompt, or null.</summary>
    public static string? CheckPrompt(string prompt) =>
        prompt.Length is < PromptLengthMin or > PromptLengthMax ? $"A prompt has {PromptLengthMin} to {PromptLengthMax} characters."
        : prompt.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || !IsWellFormed(prompt)
            ? "A prompt has no control characters."
            : null;

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || ++i == text.Length || !char.IsLowSurrogate(text[i])) return false;
        }

        return true;
    }
}
