using System.Collections.Concurrent;

namespace OmniHub.Sandbox;

/// <summary>A fault switched on from outside; <see cref="Times"/> 0 strikes until it is deleted.</summary>
internal sealed record FaultRule
{
    public required string Kind { get; init; }
    public string? Operation { get; init; }

    /// <summary>Part of the endpoint id.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Part of the prompt.</summary>
    public string? Prompt { get; init; }
    public int Times { get; init; } = 1;

    /// <summary>How many fitting calls pass before the first strike.</summary>
    public int After { get; init; }
    public int? DelayMs { get; init; }
}

/// <summary>A fault that strikes now.</summary>
internal sealed record Fault(string Kind, int? DelayMs = null);

/// <summary>What is to go wrong, by rule or by a directive in the prompt.</summary>
internal sealed class Faults
{
    private const int CountersMax = 20_000;

    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];
    private readonly ConcurrentDictionary<string, int> spent = new();

    public void Add(IEnumerable<FaultRule> rules)
    {
        lock (gate) entries.AddRange(rules.Select(r => new Entry(r)));
    }

    public void Clear()
    {
        lock (gate) entries.Clear();
        spent.Clear();
    }

    public List<(FaultRule Rule, int Struck)> List()
    {
        lock (gate) return [.. entries.Select(e => (e.Rule, e.Struck))];
    }

    /// <summary>The fault that strikes this call, if any; it is then spent once.</summary>
    public Fault? Take(string operation, string endpoint, string prompt, string scope, string directives)
    {
        if (TakeRule(operation, endpoint, prompt) is { } fault) return fault;
        foreach (var directive in Directive.ParseAll(directives))
        {
            if (directive.Operation != operation) continue;
            if (spent.Count > CountersMax) spent.Clear();
            if (spent.AddOrUpdate($"{scope} {directive}", 1, (_, n) => n + 1) <= directive.Times) return new Fault(directive.Kind);
        }
        return null;
    }

    public Fault? Take(string operation, Job job) => Take(operation, job.Endpoint, job.Prompt, job.Id, job.Faults);

    /// <summary>The faults a new job carries for life, so that they hold after a restart as well.</summary>
    public string ForNewJob(string endpoint, string prompt)
    {
        var found = Directive.ParseAll(prompt).ToList();
        foreach (var operation in (ReadOnlySpan<string>)["job", "media", "webhook"])
        {
            while (TakeRule(operation, endpoint, prompt, once: found) is { } fault)
                found.Add(new Directive(fault.Kind, operation, Directive.Always));
        }
        return string.Concat(found);
    }

    private Fault? TakeRule(string operation, string endpoint, string prompt, List<Directive>? once = null)
    {
        lock (gate)
        {
            foreach (var entry in entries)
            {
                var rule = entry.Rule;
                if ((rule.Operation ?? Directive.Kinds[rule.Kind]) != operation) continue;
                if (rule.Endpoint is { } part && !endpoint.Contains(part, StringComparison.OrdinalIgnoreCase)) continue;
                if (rule.Prompt is { } words && !prompt.Contains(words, StringComparison.OrdinalIgnoreCase)) continue;
                if (once is not null && once.Any(d => d.Kind == rule.Kind)) continue;
                if (entry.Passed < rule.After)
                {
                    entry.Passed++;
                    continue;
                }
                if (rule.Times > 0 && entry.Struck >= rule.Times) continue;
                entry.Struck++;
                return new Fault(rule.Kind, rule.DelayMs);
            }
            return null;
        }
    }

    private sealed class Entry(FaultRule rule)
    {
        public FaultRule Rule => rule;
        public int Passed { get; set; }
        public int Struck { get; set; }
    }
}
