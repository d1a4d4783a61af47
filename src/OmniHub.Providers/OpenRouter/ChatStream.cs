using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace OmniHub.Providers;

/// <summary>An answer that is arriving: server-sent events whose data are chunks of JSON. Dispose it to stop the provider.</summary>
public sealed class ChatStream : IAsyncDisposable
{
    private const int EventBytesMax = 64 * 1024 * 1024;

    private readonly HttpResponseMessage response;
    private readonly TimeSpan idle;
    private readonly ChatReading reading = new();
    private readonly ArrayBufferWriter<byte> data = new();

    internal ChatStream(HttpResponseMessage response, TimeSpan idle)
    {
        (this.response, this.idle) = (response, idle);
        reading.Id = response.Headers.TryGetValues(OpenRouterHttp.GenerationHeader, out var ids) ? ids.FirstOrDefault() : null;
        IsSandbox = response.Headers.TryGetValues(OpenRouterHttp.SandboxHeader, out var marks) && marks.Contains("true");
    }

    /// <summary>The provider's id of this answer, as soon as it is known: by it an aborted answer is settled.</summary>
    public string? GenerationId => reading.Id;

    /// <summary>Made by the sandbox.</summary>
    public bool IsSandbox { get; }

    /// <summary>How it ended. Valid once the enumeration has ended.</summary>
    public ChatEnd End { get; private set; } = new(ChatOutcome.Cut, null, null, ChatFailures.Of(ChatFailureKind.Cut), null);

    /// <summary>The parts as they arrive, those that came together together. Never throws for the provider's sake.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ChatDelta>> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pipe = PipeReader.Create(await response.Content.ReadAsStreamAsync(ct));
        ChatFailure? trouble = null;
        try
        {
            while (!reading.IsDone && reading.Failure is null && trouble is null)
            {
                var (read, failure) = await NextAsync(pipe, silence, ct);
                trouble = failure;
                if (failure is not null) break;
                var deltas = new List<ChatDelta>();
                var rest = read.Buffer;
                while (!reading.IsDone && TryTakeLine(ref rest, read.IsCompleted, out var line)) TakeLine(line, deltas);
                if (rest.Length > EventBytesMax || data.WrittenCount > EventBytesMax) trouble = ChatFailures.Of(ChatFailureKind.Malformed);
                pipe.AdvanceTo(rest.Start, rest.End);
                if (deltas.Count > 0) yield return deltas;
                if (read.IsCompleted) break;
            }
        }
        finally
        {
            End = reading.End(trouble);
            await pipe.CompleteAsync();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        response.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<(ReadResult Read, ChatFailure? Failure)> NextAsync(PipeReader pipe, CancellationTokenSource silence, CancellationToken ct)
    {
        try
        {
            silence.CancelAfter(idle);
            return (await pipe.ReadAsync(silence.Token), null);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (default, ChatFailures.Of(ChatFailureKind.Timeout));
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return (default, ChatFailures.Of(ChatFailureKind.Cut));
        }
    }

    // What stands after the last line end counts only if nothing more comes.
    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        line = rest;
        if (!isLast || rest.IsEmpty) return false;
        rest = rest.Slice(rest.End);
        return true;
    }

    private void TakeLine(ReadOnlySequence<byte> line, List<ChatDelta> deltas)
    {
        var bytes = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        bytes = bytes.TrimEnd((byte)'\r');
        if (bytes.IsEmpty)
        {
            Dispatch(deltas);
            return;
        }

        if (!bytes.StartsWith("data:"u8)) return;
        bytes = bytes["data:"u8.Length..];
        if (bytes.StartsWith(" "u8)) bytes = bytes[1..];
        // Nobody sends one event in several lines here; but where two stand without a blank line between them, both count.
        if (data.WrittenCount > 0 && bytes.StartsWith("{"u8)) Dispatch(deltas);
        data.Write(bytes);
        if (bytes.SequenceEqual("[DONE]"u8)) Dispatch(deltas);
    }

    private void Dispatch(List<ChatDelta> deltas)
    {
        if (data.WrittenCount > 0) reading.Read(data.WrittenSpan, deltas);
        data.ResetWrittenCount();
    }
}
