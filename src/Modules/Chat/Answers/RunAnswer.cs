using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Chat;

/// <summary>Asks the provider and takes down what it says, whoever is still listening.</summary>
internal sealed class RunAnswer(
    OpenRouterClient client, LiveAnswers live, IServiceScopeFactory scopes, IEvents events, IHostApplicationLifetime lifetime, ILogger<RunAnswer> log)
{
    /// <summary>Begins in the background. The hold is open and the row is there.</summary>
    public void Begin(Message message, byte[] body)
    {
        var answer = live.Begin(message.Id);
        _ = Task.Run(() => RunAsync(message, answer, body));
        events.Publish(new AnswerBegan(message.Id, message.UserId));
    }

    private async Task RunAsync(Message message, LiveAnswer answer, byte[] body)
    {
        AnswerEnd end;
        try
        {
            end = await AskAsync(message, answer, body);
        }
        catch (Exception e) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The server goes down: the next start closes the message with what is stored and settles it.
            log.LogInformation("Answer {MessageId} is interrupted by the end of the server ({Reason})", message.Id, e.GetType().Name);
            live.End(answer);
            return;
        }
        catch (Exception e)
        {
            log.LogError(e, "Answer {MessageId} ended in an error of ours", message.Id);
            end = new(MessageStatus.Failed, null, null, "internal_error", "Something went wrong on this server.");
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<FinishAnswer>().FinishAsync(message.Id, answer, end);
        }
        catch (Exception e)
        {
            // Its lease runs out, and the sweep closes it with what is stored.
            log.LogError(e, "Answer {MessageId} could not be closed", message.Id);
        }
        finally
        {
            live.End(answer);
        }
    }

    private async Task<AnswerEnd> AskAsync(Message message, LiveAnswer answer, byte[] body)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(answer.Stop.Token, lifetime.ApplicationStopping);
        var ct = ending.Token;
        try
        {
            var opening = await client.OpenAsync(ChatSpend.HostOf(message.Provider), body, ct);
            if (opening is ChatOpening.Refused refused) return AnswerEnd.Of(refused.Failure, null);
            await using var stream = ((ChatOpening.Opened)opening).Stream;
            (answer.GenerationId, answer.IsSandbox) = (stream.GenerationId, stream.IsSandbox);
            await foreach (var deltas in stream.ReadAsync(ct))
            {
                answer.GenerationId ??= stream.GenerationId;
                var (reasoning, content) = (new StringBuilder(), new StringBuilder());
                foreach (var delta in deltas) Take(delta, reasoning, content);
                answer.Append(reasoning.ToString(), content.ToString());
            }

            answer.GenerationId ??= stream.GenerationId;
            return stream.End.Outcome == ChatOutcome.Finished
                ? new(MessageStatus.Completed, stream.End.Usage, stream.End.FinishReason, null, null)
                : AnswerEnd.Of(stream.End.Failure!, stream.End.Usage);
        }
        catch (OperationCanceledException) when (answer.Stop.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return new(MessageStatus.Stopped, null, "stopped", null, null);
        }
    }

    private static void Take(ChatDelta delta, StringBuilder reasoning, StringBuilder content)
    {
        if (delta.Kind == ChatDeltaKind.Reasoning) reasoning.Append(delta.Text);
        else if (delta.Kind == ChatDeltaKind.Content) content.Append(delta.Text);
        else if (delta.Kind == ChatDeltaKind.Image) content.Append("\n\n![Image](").Append(delta.Text).Append(")\n\n");
    }
}

/// <summary>How an answer ended.</summary>
internal sealed record AnswerEnd(MessageStatus Status, ChatUsage? Usage, string? FinishReason, string? ErrorCode, string? ErrorMessage)
{
    /// <summary>The provider certainly bills nothing for it.</summary>
    public bool IsFree { get; init; }

    public static AnswerEnd Of(ChatFailure failure, ChatUsage? usage) =>
        new(MessageStatus.Failed, usage, null, CodeOf(failure.Kind), failure.Sentence) { IsFree = IsFreeOf(failure) };

    /// <summary>The stable code of the API.</summary>
    public static string CodeOf(ChatFailureKind kind) => kind switch
    {
        ChatFailureKind.RateLimited or ChatFailureKind.Unavailable or ChatFailureKind.OutOfFunds or ChatFailureKind.Unauthorized => "provider_unavailable",
        ChatFailureKind.Timeout => "provider_timeout",
        ChatFailureKind.ContentRejected => "content_rejected",
        _ => "provider_error",
    };

    /// <summary>A failure that the provider told of is not billed; one where it fell silent may be.</summary>
    public static bool IsFreeOf(ChatFailure failure) =>
        failure.NothingCharged || failure.Kind is not (ChatFailureKind.Cut or ChatFailureKind.Timeout or ChatFailureKind.Malformed);
}
