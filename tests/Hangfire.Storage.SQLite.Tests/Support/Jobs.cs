using System.Collections.Concurrent;
using Hangfire.Common;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>The jobs of the tests. What they did is counted by a key that each test chooses for itself.</summary>
public static class Jobs
{
    private static readonly ConcurrentDictionary<string, int> Counts = new();
    private static readonly ConcurrentDictionary<string, int> Inside = new();

    public static Job Say(string words) => Job.FromExpression(() => Hear(words));

    public static int Times(string key) => Counts.GetValueOrDefault(key);

    public static int MostAtOnce(string key) => Counts.GetValueOrDefault(key + ":most");

    public static void Hear(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
    }

    public static void HearAll(string? nothing, DateTime moment, List<int> numbers, string text) =>
        Count($"{nothing ?? "null"}{moment:O}{numbers.Count}{text.Length}");

    public static void Count(string key) => Counts.AddOrUpdate(key, 1, (_, n) => n + 1);

    [AutomaticRetry(Attempts = 1, DelaysInSeconds = [0])]
    public static void FailOnce(string key)
    {
        Count(key);
        if (Times(key) == 1) throw new InvalidOperationException("The first attempt fails.");
    }

    [AutomaticRetry(Attempts = 0)]
    public static void Fail(string key)
    {
        Count(key);
        throw new InvalidOperationException("This always fails.");
    }

    public static async Task WaitForEnd(string key, CancellationToken cancellation)
    {
        Count(key);
        await Task.Delay(Timeout.Infinite, cancellation);
    }

    public static async Task Last(string key, int milliseconds)
    {
        Count(key);
        await Task.Delay(milliseconds);
    }

    [DisableConcurrentExecution(60)]
    public static async Task Alone(string key)
    {
        var now = Inside.AddOrUpdate(key, 1, (_, n) => n + 1);
        Counts.AddOrUpdate(key + ":most", now, (_, most) => Math.Max(most, now));
        await Task.Delay(20);
        Inside.AddOrUpdate(key, 0, (_, n) => n - 1);
        Count(key);
    }
}
