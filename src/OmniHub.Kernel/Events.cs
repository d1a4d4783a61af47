using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OmniHub.Kernel;

/// <summary>Handles a hint. It may be lost: a sweep must find the same work.</summary>
/// <typeparam name="T">A past-tense record that carries ids only.</typeparam>
public interface IHandle<in T>
{
    /// <summary>Makes something happen sooner.</summary>
    Task HandleAsync(T happened, CancellationToken ct);
}

/// <summary>In-process events after commit: at most once, never the only way that something happens.</summary>
public interface IEvents
{
    /// <summary>Hands the event to every handler in the background and returns at once.</summary>
    void Publish<T>(T happened) where T : notnull;
}

/// <summary>Runs each handler in a scope of its own, off the caller's path.</summary>
public sealed class InProcessEvents(IServiceScopeFactory scopes, ILogger<InProcessEvents> log) : IEvents
{
    /// <inheritdoc/>
    public void Publish<T>(T happened) where T : notnull => _ = Task.Run(() => DeliverAsync(happened));

    private async Task DeliverAsync<T>(T happened) where T : notnull
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            foreach (var handler in scope.ServiceProvider.GetServices<IHandle<T>>())
            {
                try
                {
                    await handler.HandleAsync(happened, CancellationToken.None);
                }
                catch (Exception e)
                {
                    log.LogWarning(e, "A hint {Event} was lost in {Handler}; its sweep will find the work", typeof(T).Name, handler.GetType().Name);
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // The host is going down: the sweeps of the next start do this work.
        }
    }
}
