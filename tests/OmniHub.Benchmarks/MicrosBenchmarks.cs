using BenchmarkDotNet.Attributes;
using OmniHub.Kernel;

namespace OmniHub.Benchmarks;

/// <summary>What every request pays: an id and a charge.</summary>
[MemoryDiagnoser]
public class MicrosBenchmarks
{
    [Params("18.25")]
    public string Margin { get; set; } = "";

    [Benchmark]
    public string NewId() => Id.New(Margin);

    [Benchmark]
    public Micros Charge() => Micros.Charge(0.0250001m, decimal.Parse(Margin));
}
