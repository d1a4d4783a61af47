using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>A conversation in the list.</summary>
internal sealed record ConversationLink(string Id, string Title, Micros Credits, bool IsPinned, bool IsCurrent);

/// <summary>The list of conversations: pinned ones first, then by day.</summary>
/// <param name="Groups">Heading and links.</param>
/// <param name="Q">What was searched for.</param>
/// <param name="Found">Messages that have these words.</param>
/// <param name="IsSheet">In the dialog of a phone.</param>
internal sealed record SidebarView(IReadOnlyList<(string Name, IReadOnlyList<ConversationLink> Links)> Groups, string Q, IReadOnlyList<FoundMessage> Found, bool IsSheet)
{
    public static SidebarView Sample => new([("Today", [new("cnv_1", "Rate limiting", new Micros(18_700), false, true)])], "", [], false);
}

/// <summary>A message of a thread, in words and figures.</summary>
internal sealed record BubbleView(
    string Id, bool IsMine, string ModelName, char? Lane, MessageStatus Status, string Text, string Reasoning, IReadOnlyList<string> Blocks, Micros? Credits,
    bool IsEstimated, int? PromptTokens, int? CompletionTokens, string? Seconds, MessageError? Error, IReadOnlyList<AttachmentView> Files,
    int Place, int Places, string? Before, string? After, string? SwitchedTo, bool MayChange, bool IsSandbox)
{
    public bool IsRunning => Status == MessageStatus.Streaming;

    public static BubbleView Sample => new(
        "msg_1", false, "GPT-4o", 'A', MessageStatus.Completed, "Hello **you**", "", ["<p>Hello <strong>you</strong></p>"], new Micros(4_200), false, 412, 318, "3.1 s",
        null, [], 1, 2, null, "msg_2", "GPT-4o, 2.50 / 10.00 per million tokens", true, true);
}

/// <summary>An answer that has ended, and what its conversation cost so far.</summary>
internal sealed record EndedView(BubbleView Bubble, Micros Spent)
{
    public static EndedView Sample => new(BubbleView.Sample, new Micros(18_700));
}

/// <summary>Answers of several models to one message, side by side.</summary>
internal sealed record TurnView(IReadOnlyList<BubbleView> Bubbles)
{
    public static TurnView Sample => new([BubbleView.Sample, BubbleView.Sample with { Id = "msg_2", Lane = 'B' }]);
}

/// <summary>A model to choose.</summary>
internal sealed record ChatModelChoice(string Id, string Name, string Family, Micros Prompt, Micros Completion, bool IsFeatured, bool IsChosen, bool Sees);

/// <summary>Where one writes.</summary>
internal sealed record ComposerView(
    string? ConversationId, string Text, IReadOnlyList<ChatModelChoice> Models, Micros Most, string? RunningId, string Operation, Refusal? No, bool MayWrite)
{
    public string ModelNames => Models.Where(m => m.IsChosen).Select(m => m.Name).ToList() is [var one] ? one : $"{Models.Count(m => m.IsChosen)} models";

    public static ComposerView Sample => new("cnv_1", "", [new("openai/gpt-4o", "GPT-4o", "OpenAI", new Micros(2_500_000), new Micros(10_000_000), true, true, true)], new Micros(4_900), null, "op", null, true);
}

/// <summary>A conversation with the messages in its window.</summary>
internal sealed record ThreadView(
    string? Id, string Title, Micros Credits, bool IsPinned, bool IsShared, IReadOnlyList<TurnView> Turns, string? Earlier, ComposerView Composer,
    string SystemPrompt, decimal? Temperature, int? MaxTokens, IReadOnlyList<ProjectName> Projects, string? ProjectId, bool MayChange)
{
    public static ThreadView Sample => new(
        "cnv_1", "Rate limiting", new Micros(18_700), true, false, [new([BubbleView.Sample with { IsMine = true }]), TurnView.Sample], "msg_0", ComposerView.Sample, "Be brief.", 0.7m,
        500, [new("prj_1", "Launch", "wsp_1")], "prj_1", true);
}

/// <summary>The page.</summary>
internal sealed record ChatPageView(SidebarView Sidebar, ThreadView Thread)
{
    public static ChatPageView Sample => new(SidebarView.Sample, ThreadView.Sample);
}

/// <summary>Earlier messages, above those that are there.</summary>
internal sealed record EarlierView(string ConversationId, IReadOnlyList<TurnView> Turns, string? Earlier)
{
    public static EarlierView Sample => new("cnv_1", [TurnView.Sample], "msg_0");
}

/// <summary>What changed in an answer that is being written.</summary>
internal sealed record LiveAnswerView(string MessageId, IReadOnlyList<(int Index, string Html)> Blocks, string Reasoning)
{
    public static LiveAnswerView Sample => new("msg_1", [(0, "<p>Hello</p>"), (1, "<p>you</p>")], "Thinking");
}

/// <summary>A conversation that was shared, for anyone with the link.</summary>
internal sealed record SharedView(string Title, IReadOnlyList<TurnView> Turns)
{
    public static SharedView Sample => new("Rate limiting", [TurnView.Sample]);
}

/// <summary>The import form.</summary>
internal sealed record ImportPageView
{
    public static ImportPageView Sample => new();
}

/// <summary>A new public link.</summary>
internal sealed record SharedLinkView(string ConversationId, string Url)
{
    public static SharedLinkView Sample => new("cnv_1", "/chat/shared/abc");
}

/// <summary>The newest conversations, on the dashboard.</summary>
internal sealed record RecentChatsView(IReadOnlyList<ConversationLink> Links)
{
    public static RecentChatsView Sample => new([new("cnv_1", "Rate limiting", new Micros(18_700), false, false)]);
}
