using BenchmarkDotNet.Running;
using OmniHub.Benchmarks;

// dotnet run -c Release --project tests/OmniHub.Benchmarks -- start | busy | analytics | gateway [rounds] [portkey] | <BenchmarkDotNet arguments>
return args switch
{
    ["start", ..] => await FirstPage.RunAsync(),
    ["busy", ..] => await BusyReads.RunAsync(),
    ["gateway", ..] => await GatewayCost.RunAsync(args[1..]),
    ["gateway-upstream", var port] => await Upstream.RunAsync(port),
    ["gateway-yarp", var port, var upstream] => await RawProxy.RunAsync(port, upstream),
    ["analytics", ..] => await Analytics.RunAsync(),
    _ => Micro(args),
};

static int Micro(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(Product).Assembly).Run(args);
    return 0;
}
