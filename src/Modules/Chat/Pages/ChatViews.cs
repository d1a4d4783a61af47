using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>A conversation in the list.</summary>
internal sealed record ConversationLink(string Id, string Title, Micros Credits, bool IsPinned, bool IsCurrent);

/// <summary>Conversations under one heading: pinned, of a project, or of a day.</summary>
internal sealed record SidebarGroup(string Name, string? ProjectId, IReadOnlyList<ConversationLink> Links);

/// <summary>The list of conversations.</summary>
/// <param name="Groups">Heading and links.</param>
/// <param name="Q">What was searched for.</param>
/// <param name="Found">Messages that have these words.</param>
/// <param name="Before">Where the list goes on; null at its end.</param>
/// <param name="IsSheet">In the dialog of a phone.</param>
internal sealed record SidebarView(IReadOnlyList<SidebarGroup> Groups, string Q, IReadOnlyList<FoundMessage> Found, long? Before, bool IsSheet = false)
{
    public static SidebarView Sample => new(
        [new("Launch", "prj_1", [new("cnv_2", "Launch plan", Micros.Zero, false, false)]), new("Today", null, [new("cnv_1", "Rate limiting", new Micros(18_700), false, true)])],
        "limit", [new("msg_1", "cnv_1", "Rate limiting", MessageRole.User, null, "limits per user", default)], 1);
}

/// <summary>A message of a thread, in words and figures.</summary>
internal sealed record BubbleView(
    string Id, bool IsMine, string ModelName, char? Lane, bool IsOneOfSeveral, bool IsNext, MessageStatus Status, string Text, string Reasoning, IReadOnlyList<string> Blocks,
    Micros? Credits, bool IsEstimated, int? PromptTokens, int? CompletionTokens, string? Seconds, MessageError? Error, IReadOnlyList<AttachmentView> Files,
    int Place, int Places, string? Before, string? After, bool MayChange, bool IsSandbox)
{
    /// <summary>The model that answers from here on, with its prices, where it is another than before.</summary>
    public ModelPrice? SwitchedTo { get; init; }

    public bool IsRunning => Status == MessageStatus.Streaming;

    public static BubbleView Sample => new(
        "msg_1", false, "GPT-4o", 'A', false, false, MessageStatus.Completed, "Hello **you**", "Hm.", ["<p>Hello <strong>you</strong></p>"], new Micros(4_200), false, 412, 318, "3.1 s",
        null, [], 1, 2, null, "msg_2", true, true);
}

/// <summary>An answer that has ended, what its conversation cost so far, and what the next message may.</summary>
internal sealed record EndedView(BubbleView Bubble, string ConversationId, Micros Spent, GoView Go)
{
    /// <summary>Ended answers beside it, which may be the one to go on with now.</summary>
    public IReadOnlyList<BubbleView> Beside { get; init; } = [];

    public static EndedView Sample => new(BubbleView.Sample, "cnv_1", new Micros(18_700), GoView.Sample) { Beside = [BubbleView.Sample with { Id = "msg_2" }] };
}

/// <summary>What is new of an answer that is being written.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="Blocks">Number and HTML of blocks that changed.</param>
/// <param name="Places">Numbers of blocks that the page has no place for yet.</param>
/// <param name="Reasoning">All of it, where it changed; else empty.</param>
/// <param name="SoFar">What it took so far.</param>
/// <param name="IsWhole">All blocks are here, in place of what the page has.</param>
internal sealed record LiveAnswerView(
    string MessageId, IReadOnlyList<(int Index, string Html)> Blocks, IReadOnlyList<int> Places, string Reasoning, SoFarView SoFar, bool IsWhole)
{
    public static LiveAnswerView Sample => new("msg_1", [(0, "<p>Hello</p>")], [1], "Let me think.", SoFarView.Sample, false);
}

/// <summary>Tokens and cost of an answer that is being written.</summary>
internal sealed record SoFarView(int CompletionTokens, Micros Credits)
{
    public static SoFarView Sample => new(96, new Micros(5_100));
}

/// <summary>Answers of several models to one message, side by side.</summary>
internal sealed record TurnView(IReadOnlyList<BubbleView> Bubbles)
{
    public static TurnView Sample => new([BubbleView.Sample with { IsOneOfSeveral = true, IsNext = true }, BubbleView.Sample with { Id = "msg_2", Lane = 'B', IsOneOfSeveral = true }]);
}

/// <summary>A model to choose.</summary>
internal sealed record ChatModelChoice(string Id, string Name, string Family, Micros Prompt, Micros Completion, bool IsFeatured, bool IsChosen, bool Sees);

/// <summary>The most that the next message costs, and the button: it sends, or stops what runs.</summary>
internal sealed record GoView(string? ConversationId, Micros Most, bool IsRunning)
{
    public string ElementId => $"go-{ConversationId ?? "new"}";

    /// <summary>Without one there is nobody to answer.</summary>
    public bool HasModel { get; init; } = true;

    public static GoView Sample => new("cnv_1", new Micros(4_900), true);
}

/// <summary>Where one writes.</summary>
/// <param name="ConversationId">Null begins one.</param>
/// <param name="ParentId">The message that the next one follows.</param>
/// <param name="ProjectId">Of a new conversation.</param>
/// <param name="Text">What is written.</param>
/// <param name="Models">All, and which of them are chosen.</param>
/// <param name="Go">Cost and button.</param>
/// <param name="Operation">New for each form.</param>
/// <param name="No">Why the last one was not sent.</param>
/// <param name="MayWrite">A viewer reads only.</param>
internal sealed record ComposerView(
    string? ConversationId, string? ParentId, string? ProjectId, string Text, IReadOnlyList<ChatModelChoice> Models, GoView Go, string Operation, Refusal? No, bool MayWrite)
{
    /// <summary>Where it goes, and who pays.</summary>
    public required WorkPlace Place { get; init; }

    /// <summary>Of a new conversation.</summary>
    public StartSettings Start { get; init; } = StartSettings.None;

    /// <summary>To put a new conversation into.</summary>
    public IReadOnlyList<ProjectName> Projects { get; init; } = [];

    public string PlaceText => Place switch
    {
        { PayerName: null } => $"In {Place.Name}",
        { LimitLeft: { } left } => $"In {Place.Name}, {Place.PayerName} pays, {left} left of your limit",
        _ => $"In {Place.Name}, {Place.PayerName} pays",
    };

    /// <summary>Which of the models that were chosen cannot be used now, and which takes their place; null where all can.</summary>
    public string? Closed { get; init; }

    public string ModelNames => Go is { HasModel: false } ? "No model" : Models.Where(m => m.IsChosen).Select(m => m.Name).ToList() is [var one] ? one : $"{Models.Count(m => m.IsChosen)} models";

    public static ComposerView Sample => new(
        "cnv_1", "msg_1", null, "", [new("openai/gpt-4o", "GPT-4o", "OpenAI", new Micros(2_500_000), new Micros(10_000_000), true, true, true)], GoView.Sample, "op", null, true)
    {
        Place = WorkPlace.Sample,
        Projects = [new("prj_1", "Tea house", "wsp_1")],
    };
}

/// <summary>The line above a conversation.</summary>
internal sealed record HeadView(string? Id, string Title, Micros Credits, bool IsPinned, bool MayChange)
{
    public string ElementId => $"head-{Id ?? "new"}";

    public static HeadView Sample => new("cnv_1", "Rate limiting", new Micros(18_700), true, true);
}

/// <summary>A conversation with the messages in its window.</summary>
/// <param name="Head">The line above.</param>
/// <param name="Turns">What is shown.</param>
/// <param name="Earlier">The first message that is shown, where there are earlier ones.</param>
/// <param name="HasLater">The window ends before the newest message.</param>
/// <param name="Composer">Where one writes.</param>
internal sealed record ThreadView(HeadView Head, IReadOnlyList<TurnView> Turns, string? Earlier, bool HasLater, ComposerView Composer)
{
    public static ThreadView Sample => new(HeadView.Sample, [new([BubbleView.Sample with { IsMine = true }]), TurnView.Sample], "msg_0", true, ComposerView.Sample);
}

/// <summary>Name, instructions, export, sharing and end of a conversation.</summary>
internal sealed record SettingsView(
    string Id, string Title, string SystemPrompt, decimal? Temperature, int? MaxTokens, bool IsPinned, IReadOnlyList<ProjectName> Projects, string? ProjectId, SharingView Sharing,
    bool MayChange)
{
    public static SettingsView Sample => new("cnv_1", "Rate limiting", "Be brief.", 0.7m, 500, true, [new("prj_1", "Launch", "wsp_1")], "prj_1", SharingView.Sample, true);
}

/// <summary>Whether others may read by a link; the link itself is known only when it is new.</summary>
internal sealed record SharingView(string ConversationId, bool IsShared, string? Url)
{
    public static SharingView Sample => new("cnv_1", true, "/chat/shared/abc");
}

/// <summary>What changed settings change on the page.</summary>
internal sealed record ChangedView(HeadView Head, GoView Go, SidebarView Sidebar)
{
    public static ChangedView Sample => new(HeadView.Sample, GoView.Sample, SidebarView.Sample);
}

/// <summary>The page.</summary>
internal sealed record ChatPageView(SidebarView Sidebar, ThreadView Thread)
{
    public static ChatPageView Sample => new(SidebarView.Sample, ThreadView.Sample);
}

/// <summary>Messages above those that are there.</summary>
internal sealed record EarlierView(string ConversationId, IReadOnlyList<TurnView> Turns, string? Earlier)
{
    public static EarlierView Sample => new("cnv_1", [TurnView.Sample], "msg_0");
}

/// <summary>What somebody sees by a public link.</summary>
internal sealed record SharedView(string Title, IReadOnlyList<TurnView> Turns)
{
    public static SharedView Sample => new("Rate limiting", [TurnView.Sample]);
}

/// <summary>The import form.</summary>
internal sealed record ImportPageView(Refusal? No)
{
    public static ImportPageView Sample => new((Refusal?)null);
}

/// <summary>The newest conversations, on the dashboard.</summary>
internal sealed record RecentChatsView(IReadOnlyList<ConversationLink> Links)
{
    public static RecentChatsView Sample => new([new("cnv_1", "Rate limiting", new Micros(18_700), false, false)]);
}
