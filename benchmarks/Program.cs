using BenchmarkDotNet.Running;

namespace Feedlog.Benchmarks;

/// <summary>Hands over to BenchmarkDotNet, or runs everything once for --smoke.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is ["--smoke"]) return SmokeRun.Run(Console.Out) == 0 ? 0 : 1;

        // BenchmarkDotNet returns summaries and no exit code; a benchmark that failed must not look like success.
        return BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments)
            .Any(static summary => summary.HasCriticalValidationErrors || summary.Reports.Any(one => !one.Success))
            ? 1
            : 0;
    }
}
