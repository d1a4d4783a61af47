using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>Body of POST /api/community/publish and PATCH /api/community/{id}. What is null stays.</summary>
internal sealed record PostForm(
    string? GenerationId, string? Title, string? Description, IReadOnlyList<string>? Tags, bool? ShowPrompt, bool HasPromptBox = false)
{
    public const int TitleLengthMax = 120, DescriptionLengthMax = 2000;

    /// <summary>Title and description without blanks around them and without control characters.</summary>
    public PostForm Trimmed => this with { Title = Line(Title), Description = Description?.ReplaceLineEndings("\n").Trim() };

    /// <summary>A form has no way to say no but to leave the box out.</summary>
    public bool? PromptShown => ShowPrompt ?? (HasPromptBox ? false : null);

    public Dictionary<string, string[]> Check(bool needsTitle)
    {
        var errors = new Dictionary<string, string[]>();
        if (needsTitle ? string.IsNullOrEmpty(Title) : Title is "") errors["title"] = ["Give it a title."];
        else if (Title?.Length > TitleLengthMax) errors["title"] = [$"A title has at most {TitleLengthMax} characters."];
        if (Description?.Length > DescriptionLengthMax) errors["description"] = [$"A description has at most {DescriptionLengthMax} characters."];
        if (Tagging.Read(Tags).Wrong is { } wrong) errors["tags"] = [wrong];
        return errors;
    }

    private static string? Line(string? text) => text is null ? null : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>The operator's list of words that nothing in the gallery may hold.</summary>
internal sealed class WordsCheck(ISettings settings)
{
    private const string Title = "title", Description = "description", Prompt = "prompt", Tags = "tags";

    /// <summary>What is published for the first time. Its prompt is checked also where it is not shown: it may be later.</summary>
    public Refusal? OfNew(PostForm form, IReadOnlyList<string> tags, string prompt) =>
        Of([(Title, form.Title), (Description, form.Description), .. tags.Select(tag => (Tags, (string?)tag))]) ?? Of([(Prompt, prompt)]);

    /// <summary>What is published already. Its prompt may be older than the list, and stay hidden.</summary>
    public Refusal? OfChange(PostForm form, IReadOnlyList<string> tags, string prompt) =>
        Of([(Title, form.Title), (Description, form.Description), .. tags.Select(tag => (Tags, (string?)tag))])
        ?? (form.PromptShown == true ? Of([(Prompt, prompt)], "Keep the prompt hidden: it cannot be changed any more.") : null);

    // Names the word, where it stands, and the way out.
    private Refusal? Of(
        (string Field, string? Text)[] texts, string promptWay = "A prompt cannot be changed any more, and hiding it is not enough: make the work again with other words, and publish that.")
    {
        foreach (var (field, text) in texts)
        {
            if (text is null || BlockedWords.Find(settings.Current.BlockedWords, text) is not { } word) continue;
            var way = field == Prompt ? promptWay : "Change it and try again.";
            return new(422, "content_rejected", $"“{word}” in the {field} is on this server's list of words that may not be published. {way}");
        }

        return null;
    }
}

/// <summary>Finds whole words, whatever their case; a word that ends in * stands for all that begin like it.</summary>
internal static class BlockedWords
{
    public static string? Find(IReadOnlyList<string> blocked, string text)
    {
        if (blocked.Count == 0) return null;
        var words = $" {Normal(text)} ";
        return blocked.FirstOrDefault(word => Normal(word) is { Length: > 0 } normal
            && words.Contains(word.EndsWith('*') ? $" {normal}" : $" {normal} ", StringComparison.Ordinal));
    }

    private static string Normal(string text) => string.Join(
        ' ', new string([.. text.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
