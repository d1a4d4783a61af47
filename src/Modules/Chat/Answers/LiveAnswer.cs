using System.Collections.Concurrent;
using System.Text;

namespace OmniHub.Chat;

/// <summary>An answer that this process writes. What may be shown is what is stored.</summary>
internal sealed class LiveAnswer(string id)
{
    private readonly Lock gate = new();
    private readonly StringBuilder content = new(), reasoning = new(), newContent = new(), newReasoning = new();
    private TaskCompletionSource changed = New();
    private bool isClosed, isWholeWished;

    public string Id => id;

    /// <summary>Ends the answer at the user's wish.</summary>
    public CancellationTokenSource Stop { get; } = new();

    /// <summary>The provider's id, once known, and whether it is stored.</summary>
    public string? GenerationId { get; set; }

    public bool IsGenerationStored { get; set; }

    public bool IsSandbox { get; set; }

    /// <summary>Parts stored so far.</summary>
    public int Seq { get; private set; }

    public void Append(string? reason, string? text)
    {
        lock (gate)
        {
            if (isClosed) return;
            newReasoning.Append(reason);
            newContent.Append(text);
        }
    }

    /// <summary>What is to be stored next; null where there is nothing.</summary>
    public MessagePart? Take()
    {
        lock (gate)
        {
            if (isClosed || (newContent.Length == 0 && newReasoning.Length == 0)) return null;
            return new MessagePart { MessageId = id, Seq = Seq, Content = newContent.ToString(), Reasoning = newReasoning.ToString() };
        }
    }

    /// <summary>The part is stored: now it may be shown.</summary>
    public void Show(MessagePart part)
    {
        lock (gate)
        {
            if (isClosed) return;
            content.Append(part.Content);
            reasoning.Append(part.Reasoning);
            newContent.Remove(0, part.Content.Length);
            newReasoning.Remove(0, part.Reasoning.Length);
            Seq++;
        }

        Signal();
    }

    /// <summary>Takes no more; answers with everything.</summary>
    public (string Reasoning, string Content) Close()
    {
        lock (gate)
        {
            isClosed = true;
            return ($"{reasoning}{newReasoning}", $"{content}{newContent}");
        }
    }

    /// <summary>What may be shown after these positions.</summary>
    public (string Reasoning, string Content) After(int reasoningAt, int contentAt)
    {
        lock (gate)
        {
            return (Rest(reasoning, reasoningAt), Rest(content, contentAt));
        }

        static string Rest(StringBuilder text, int at) => at < text.Length ? text.ToString(at, text.Length - at) : "";
    }

    /// <summary>A page has missed something: it is shown the whole next.</summary>
    public void WishWhole()
    {
        lock (gate) isWholeWished = true;
        Signal();
    }

    /// <summary>Whether the whole is wished for; it is answered once.</summary>
    public bool TakeWish()
    {
        lock (gate)
        {
            var wished = isWholeWished;
            isWholeWished = false;
            return wished;
        }
    }

    /// <summary>Completes at the next change. Take it before looking.</summary>
    public Task Changed
    {
        get
        {
            lock (gate) return changed.Task;
        }
    }

    public void Signal()
    {
        TaskCompletionSource waiting;
        lock (gate) (waiting, changed) = (changed, New());
        waiting.TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The answers that this process writes now.</summary>
internal sealed class LiveAnswers
{
    private readonly ConcurrentDictionary<string, LiveAnswer> running = new();

    /// <summary>Names this process in the rows of its answers.</summary>
    public static string Node { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    public ICollection<LiveAnswer> All => running.Values;

    public LiveAnswer Begin(string id) => running.GetOrAdd(id, static key => new(key));

    public LiveAnswer? Find(string id) => running.GetValueOrDefault(id);

    public void End(LiveAnswer answer)
    {
        running.TryRemove(answer.Id, out _);
        answer.Signal();
        answer.Stop.Dispose();
    }
}
