using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace OmniHub.Providers;

/// <summary>A piece of an answer on its way to a client.</summary>
/// <param name="Bytes">Whole events as they came. Valid until the next piece.</param>
/// <param name="Special">An event that has to be changed first: it tells the cost, or an error.</param>
public readonly record struct RelayPiece(ReadOnlySequence<byte> Bytes, JsonNode? Special)
{
    /// <summary>It tells how the answer ended.</summary>
    public bool IsLast => Special is not null;
}

/// <summary>
/// An answer that passes through: bytes go on as they came, and only events that speak of usage, errors or the end are looked into.
/// </summary>
public sealed class RelayStream : IAsyncDisposable
{
    private const int EventBytesMax = 64 * 1024 * 1024;

    private readonly HttpResponseMessage response;
    private readonly TimeSpan idle;
    private readonly ChatReading reading = new();
    private readonly List<ChatDelta> ignored = [];
    private bool isSpoken;

    internal RelayStream(HttpResponseMessage response, TimeSpan idle)
    {
        (this.response, this.idle) = (response, idle);
        reading.Id = response.Headers.TryGetValues(OpenRouterHttp.GenerationHeader, out var ids) ? ids.FirstOrDefault() : null;
        IsSandbox = response.Headers.TryGetValues(OpenRouterHttp.SandboxHeader, out var marks) && marks.Contains("true");
    }

    /// <summary>The built-in sandbox makes it.</summary>
    public bool IsSandbox { get; }

    /// <summary>The provider's id of this answer.</summary>
    public string? GenerationId => reading.Id;

    /// <summary>Events with parts of the answer so far.</summary>
    public int Events { get; private set; }

    /// <summary>How it ended. Complete once the enumeration has ended; usage counts as soon as it has come.</summary>
    public ChatEnd End { get; private set; } = new(ChatOutcome.Cut, null, null, ChatFailures.Of(ChatFailureKind.Cut), null);

    /// <summary>The pieces as they arrive. <c>[DONE]</c> is only passed on after the cost was told.</summary>
    public async IAsyncEnumerable<RelayPiece> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pipe = PipeReader.Create(await response.Content.ReadAsStreamAsync(ct));
        ChatFailure? trouble = null;
        try
        {
            while (trouble is null && !reading.IsDone)
            {
                (var read, trouble) = await NextAsync(pipe, silence, ct);
                if (trouble is not null) break;
                var rest = read.Buffer;
                var plainFrom = rest.Start;
                while (!reading.IsDone && NextEvent(rest, read.IsCompleted) is { } end)
                {
                    var one = rest.Slice(0, end);
                    var special = Look(one, out var holdBack);
                    if (special is not null || holdBack)
                    {
                        var before = read.Buffer.Slice(plainFrom, rest.Start);
                        if (!before.IsEmpty) yield return new(before, null);
                        plainFrom = end;
                    }

                    if (special is not null)
                    {
                        End = reading.End(null);
                        yield return new(default, special);
                        if (reading.Failure is not null) yield break;
                    }

                    rest = rest.Slice(end);
                }

                var plain = read.Buffer.Slice(plainFrom, rest.Start);
                if (!plain.IsEmpty) yield return new(plain, null);
                if (rest.Length > EventBytesMax) trouble = ChatFailures.Of(ChatFailureKind.Malformed);
                pipe.AdvanceTo(rest.Start, rest.End);
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

    // Ends after the blank line; what stands after the last one counts only if nothing more comes.
    private static SequencePosition? NextEvent(ReadOnlySequence<byte> rest, bool isLast)
    {
        var reader = new SequenceReader<byte>(rest);
        while (reader.TryAdvanceTo((byte)'\n'))
        {
            if (reader.TryPeek(out var next) && next == (byte)'\r') reader.Advance(1);
            if (!reader.TryPeek(out next)) break;
            if (next != (byte)'\n') continue;
            reader.Advance(1);
            return reader.Position;
        }

        return isLast && !rest.IsEmpty ? rest.End : null;
    }

    // The event to change, where it is one. Held back: the end, before anybody knows the cost.
    private JsonNode? Look(ReadOnlySequence<byte> sequence, out bool holdBack)
    {
        holdBack = false;
        var bytes = sequence.IsSingleSegment ? sequence.FirstSpan : sequence.ToArray();
        if (!bytes.StartsWith("data:"u8)) return null;
        var data = bytes["data:"u8.Length..].Trim(" \r\n"u8);
        if (data.SequenceEqual("[DONE]"u8))
        {
            reading.Read(data, ignored);
            holdBack = !isSpoken;
            return null;
        }

        Events++;
        // What is not even shaped like a chunk is looked into as well: it must not reach a client.
        var mayTell = !data.StartsWith("{"u8) || !data.EndsWith("}"u8) || data.IndexOf("\"usage\""u8) >= 0 || data.IndexOf("\"error\""u8) >= 0;
        if (!mayTell && reading.Id is not null && data.IndexOf("\"finish_reason\":\""u8) < 0) return null;
        var (before, failure) = (reading.Usage, reading.Failure);
        reading.Read(data, ignored);
        ignored.Clear();
        if (ReferenceEquals(before, reading.Usage) && ReferenceEquals(failure, reading.Failure)) return null;
        isSpoken = true;
        return reading.Failure is { Kind: ChatFailureKind.Malformed } ? new JsonObject() : JsonNode.Parse(data);
    }

    private async ValueTask<(ReadResult Read, ChatFailure? Failure)> NextAsync(PipeReader pipe, CancellationTokenSource silence, CancellationToken ct)
    {
        try
        {
            if (pipe.TryRead(out var ready)) return (ready, null);
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
}
