using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OmniHub.Benchmarks;

/// <summary>One keep-alive connection that sends ready bytes and reads answers with as little work as possible.</summary>
internal sealed class Wire(IPEndPoint to) : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[256 * 1024];

    public static byte[] Request(string path, string content, bool stream, params (string Name, string Value)[] headers)
    {
        var body = $"{{\"model\":\"openai/gpt-4o\",\"stream\":{(stream ? "true" : "false")},\"max_tokens\":200,\"messages\":[{{\"role\":\"user\",\"content\":\"{content}\"}}]}}";
        var more = string.Concat(headers.Select(h => $"{h.Name}: {h.Value}\r\n"));
        return Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{more}Content-Length: {body.Length}\r\n\r\n{body}");
    }

    public async Task OpenAsync() => await socket.ConnectAsync(to);

    /// <summary>Reads one whole answer. Anything but 200 ends the run.</summary>
    public async Task AskAsync(byte[] request)
    {
        await socket.SendAsync(request);
        var (filled, head, length) = (0, -1, -1);
        while (true)
        {
            filled += await ReadAsync(filled);
            if (head < 0 && (head = Head(filled, out length)) < 0) continue;
            if (length >= 0 ? filled >= head + length : IsEnd(filled)) return;
        }
    }

    /// <summary>Reads one stream and tells when its first token came and how many there were.</summary>
    public async Task<(TimeSpan First, int Tokens)> StreamAsync(byte[] request, Action<int>? onTokens = null)
    {
        var began = Stopwatch.GetTimestamp();
        await socket.SendAsync(request);
        var (filled, isBody, first, tokens) = (0, false, TimeSpan.Zero, 0);
        while (true)
        {
            var from = filled;
            filled += await ReadAsync(filled);
            if (!isBody)
            {
                if (Head(filled, out _) is not (> 0 and var head)) continue;
                (isBody, from) = (true, head);
            }

            var found = buffer.AsSpan(Math.Max(0, from - 5), filled - Math.Max(0, from - 5)).Count("data: {"u8);
            if (found > 0 && first == TimeSpan.Zero) first = Stopwatch.GetElapsedTime(began);
            tokens += found;
            if (found > 0) onTokens?.Invoke(found);
            if (IsEnd(filled)) return (first, tokens);
            // The tail may hold the beginning of the next mark.
            var keep = Math.Min(filled, 16);
            buffer.AsSpan(filled - keep, keep).CopyTo(buffer);
            filled = keep;
        }
    }

    public void Dispose() => socket.Dispose();

    private async ValueTask<int> ReadAsync(int at)
    {
        var read = await socket.ReceiveAsync(buffer.AsMemory(at));
        return read > 0 ? read : throw new IOException("The server closed the connection.");
    }

    private int Head(int filled, out int length)
    {
        length = -1;
        var all = buffer.AsSpan(0, filled);
        var end = all.IndexOf("\r\n\r\n"u8);
        if (end < 0) return -1;
        if (!all[9..12].SequenceEqual("200"u8)) throw new IOException(Encoding.UTF8.GetString(all));
        var text = Encoding.ASCII.GetString(all[..end]);
        var at = text.IndexOf("content-length:", StringComparison.OrdinalIgnoreCase);
        if (at >= 0) length = int.Parse(text[(at + 15)..].Split('\r')[0]);
        return end + 4;
    }

    private bool IsEnd(int filled) => buffer.AsSpan(0, filled).EndsWith("0\r\n\r\n"u8);
}
