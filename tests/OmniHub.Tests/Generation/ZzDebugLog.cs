using Microsoft.Extensions.Logging;
namespace OmniHub.Tests.Generation;
internal sealed class ZzDebugLog : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    { lock (typeof(ZzDebugLog)) File.AppendAllText("/tmp/gen.log", $"{logLevel} {formatter(state, exception)} {exception}\n"); }
    public void Dispose() { }
}
