using Feedlog.Compare.Contenders;
using Feedlog.Compare.Workloads;

namespace Feedlog.Compare;

/// <summary>What --help shows.</summary>
internal static class Usage
{
    /// <summary>The text.</summary>
    internal static string Text { get; } = $"""
        Measures Feedlog beside SQLite, LMDB, RocksDB, FasterLog, FasterKV and what the machine allows, in the same
        run, turn by turn.

        dotnet run -c Release --project benchmarks/compare -- [options]

          --records N        records in the stores (100000)
          --rounds N         rounds that count, after a warm-up (5); 1 without it, to see that everything works
          --rows A,B         groups of rows: {string.Join(", ", WorkloadList.Names)}
          --contenders A,B   who takes part: {string.Join(", ", ContenderList.Names)}
          --seed N           seed of the corpus (1)
          --tail N           MB of payload appended before the process of a store is killed (7)
          --import N         records of the large import (as many as in the stores)
          --dir DIR          where stores are made; they are gone afterwards (the system's temporary folder)
          --json             report as JSON instead of Markdown
          --out FILE         write the report there; a name that ends in / is a folder, and the report goes as
                             both to <folder>/<processor>/compare-<records>.md and .json
          --check BASELINE   compare the ratios (never the times) with a JSON report of an earlier run
          --tolerance N      percent by which a ratio may fall short of the baseline (30)

        Groups of rows: append, producers, durable, groups (writing); get, key, threads, range (reading); words,
        vectors (searching); mixed (reads and writes in turn, YCSB A to F); beside, archive, open, start, import.
        README.md in the folder above says what each row is.

        Exit code: 0 done; 1 a ratio is worse than the baseline allows; 2 wrong arguments; 3 a contender failed.

        Examples:
          dotnet run -c Release --project benchmarks/compare
          dotnet run -c Release --project benchmarks/compare -- --rows get,key,range,open --records 1000000
          dotnet run -c Release --project benchmarks/compare -- --rows mixed,vectors,archive --records 10000
          dotnet run -c Release --project benchmarks/compare -- --out benchmarks/results/
          dotnet run -c Release --project benchmarks/compare -- --rows append,get --check baseline.json

        """;
}
