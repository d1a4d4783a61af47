namespace OmniHub.Accounts;

/// <summary>Holds an answer back until it is kept. A stream, and what is too long to keep, passes through.</summary>
internal sealed class AnswerBuffer(Stream to, Func<bool> isStream, Func<Task> onStream) : Stream
{
    private const int LengthMax = 1024 * 1024;

    private MemoryStream? held = new();

    /// <summary>The whole answer, or null where it passed through.</summary>
    public ReadOnlyMemory<byte>? Held => held is null ? default(ReadOnlyMemory<byte>?) : held.GetBuffer().AsMemory(0, (int)held.Length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (held is not null && (isStream() || held.Length + buffer.Length > LengthMax)) await PassAsync(cancellationToken);
        if (held is null) await to.WriteAsync(buffer, cancellationToken);
        else held.Write(buffer.Span);
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (held is not null && isStream()) await PassAsync(cancellationToken);
        if (held is null) await to.FlushAsync(cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("An answer is written asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task PassAsync(CancellationToken ct)
    {
        var first = Held!.Value;
        held = null;
        await onStream();
        if (first.Length > 0) await to.WriteAsync(first, ct);
    }
}
