using BenchmarkDotNet.Running;
using Feedlog.Benchmarks.Cold;
using Feedlog.Benchmarks.Shards;

namespace Feedlog.Benchmarks;

/// <summary>
/// Hands over to BenchmarkDotNet, runs everything once for --smoke, compares chunks of shards for --shards, or a store
/// before and after archiving for --cold.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is ["--smoke"]) return SmokeRun.Run(Console.Out) == 0 ? 0 : 1;
        if (arguments is ["--shards", _, ..])
        {
            ShardTable.Run(arguments[1..], Console.Out);
            return 0;
        }

        if (arguments is ["--cold", _, ..])
            return ColdTable.RunAsync(arguments[1..], Console.Out).GetAwaiter().GetResult() ? 0 : 1;

        // BenchmarkDotNet returns summaries and no exit code; a benchmark that failed must not look like success.
        return BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments)
            .Any(static summary => summary.HasCriticalValidationErrors || summary.Reports.Any(one => !one.Success))
            ? 1
            : 0;
    }
}
