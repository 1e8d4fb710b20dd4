using System.Diagnostics;
using System.Globalization;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Benchmarks.Shards;

/// <summary>
/// How many records a chunk of a shard should have: sizes, and the times of a get that unpacks its chunk and of a scan,
/// for each size and codec. Files lie in memory.
/// </summary>
internal static class ShardTable
{
    private const int Gets = 4000;
    private const int Rounds = 3;

    private static readonly int[] s_chunkSlots = [10, 25, 50, 100, 250];

    private static readonly (string Name, ShardCodec Codec, int Level)[] s_codecs =
    [
        ("raw", ShardCodec.Raw, 0),
        ("LZ4", ShardCodec.Lz4, 0),
        ("LZ4, 9", ShardCodec.Lz4, 9),
        ("Brotli, 5", ShardCodec.Brotli, 5),
    ];

    /// <summary>Writes the table in Markdown.</summary>
    internal static void Run(IReadOnlyList<string> paths, TextWriter output)
    {
        List<SourceFrame> frames = ShardSource.Read(paths);
        long payloadBytes = frames.Sum(static frame => (long)frame.PayloadBytes);
        long frameBytes = frames.Sum(static frame => (long)frame.Bytes.Length);
        int months = frames.Select(static frame => ShardMonth.Of(frame.TimeMs)).Distinct().Count();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{frames.Count} records, {payloadBytes} bytes of payload, {frameBytes} of frames, {months} months."));
        output.WriteLine();
        output.WriteLine("| codec | chunk | bytes / payload | bytes / frames | get, median us | get, p99 us | " +
            "scan, records/s | write, MB/s |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach ((string name, ShardCodec codec, int level) in s_codecs)
        {
            foreach (int chunkSlots in s_chunkSlots)
            {
                ShardWriterOptions options = new() { Codec = codec, Level = level, ChunkSlots = chunkSlots };
                (long storedBytes, double writeSeconds, List<ShardReader> shards) = Write(frames, options);
                (double medianUs, double lateUs) = Get(frames, shards);
                double scanSeconds = Enumerable.Range(0, Rounds).Min(_ => Scan(shards, frames.Count));
                foreach (ShardReader shard in shards) shard.Dispose();
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {name} | {chunkSlots} | {(double)storedBytes / payloadBytes:f3} | " +
                    $"{(double)storedBytes / frameBytes:f3} | {medianUs:f1} | {lateUs:f1} | " +
                    $"{frames.Count / scanSeconds:n0} | {frameBytes / writeSeconds / 1e6:f0} |"));
            }
        }
    }

    private static (long StoredBytes, double Seconds, List<ShardReader> Shards) Write(
        List<SourceFrame> frames, ShardWriterOptions options)
    {
        MemoryStorage storage = new();
        StoreIdentity store = new() { Id = Guid.Empty, Salt = ShardSource.Salt };
        List<string> paths = [];
        long storedBytes = 0;
        long started = Stopwatch.GetTimestamp();
        ulong number = 0;
        foreach (IGrouping<ShardMonth, SourceFrame> month in
            frames.GroupBy(static frame => ShardMonth.Of(frame.TimeMs)))
        {
            using ShardWriter writer = new(storage, store, month.Key, ++number, 0, options);
            foreach (SourceFrame frame in month) writer.Add(frame.Address, frame.Bytes, frame.TimeMs);
            storedBytes += writer.Finish().FileBytes;
            paths.Add(writer.Path);
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (storedBytes, seconds, paths.ConvertAll(path => Open(storage, path)));
    }

    private static ShardReader Open(MemoryStorage storage, string path) =>
        ShardReader.TryOpen(storage, path, isMapped: true, out ShardReader? reader, out FormatFault fault)
            ? reader
            : throw new InvalidOperationException($"{path}: {fault}");

    private static (double MedianUs, double LateUs) Get(List<SourceFrame> frames, List<ShardReader> shards)
    {
        Random random = new(1);
        double[] took = new double[Gets];
        for (int i = -Gets / 2; i < Gets; i++)
        {
            SourceFrame frame = frames[random.Next(frames.Count)];
            ShardReader shard = shards.First(one => one.Header.Month.Contains(frame.TimeMs));
            long started = Stopwatch.GetTimestamp();
            bool isThere = shard.TryFind(frame.Address, out ShardChunkHead head, out _) &
                shard.TryReadChunk(head, out ShardChunk? chunk, out _);
            int slot = isThere ? chunk!.SlotOf(frame.Address) : -1;
            FrameView view = slot < 0 ? default : chunk!.FrameOf(slot);
            double us = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            if (!view.Bytes.SequenceEqual(frame.Bytes)) throw new InvalidOperationException("Another frame was found.");
            if (i >= 0) took[i] = us;
        }

        Array.Sort(took);
        return (took[Gets / 2], took[Gets * 99 / 100]);
    }

    private static double Scan(List<ShardReader> shards, int count)
    {
        long started = Stopwatch.GetTimestamp();
        long seen = 0;
        foreach (ShardReader shard in shards)
        {
            ShardWalk walk = new(shard);
            while (walk.MoveNext()) seen += walk.Chunk!.SlotCount;
        }

        if (seen != count) throw new InvalidOperationException("The scan has lost records.");
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
