using BenchmarkDotNet.Running;
using OmniHub.Benchmarks;

// dotnet run -c Release --project tests/OmniHub.Benchmarks -- start | busy | <BenchmarkDotNet arguments>
return args switch
{
    ["start", ..] => await FirstPage.RunAsync(),
    ["busy", ..] => await BusyReads.RunAsync(),
    _ => Micro(args),
};

static int Micro(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(Product).Assembly).Run(args);
    return 0;
}
