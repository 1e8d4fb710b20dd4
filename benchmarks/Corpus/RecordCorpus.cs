using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Feedlog.Benchmarks.Corpus;

/// <summary>
/// The records that the benchmarks append and look for: made once from a seed, kept in a mapped temporary file, so that
/// a million of them take 10 bytes each of the heap. Safe from any thread once made.
/// </summary>
internal sealed class RecordCorpus : IDisposable
{
    /// <summary>Most records a corpus can hold: its file is mapped as one piece of less than 2 GiB.</summary>
    internal const int CountMax = 2_000_000;

    /// <summary>Every key has this many bytes.</summary>
    internal const int KeyBytes = 16;

    /// <summary>Id and timestamp together, in bytes: they count as payload.</summary>
    internal const int IdAndTimeBytes = 16;

    // Numbers from here on are no records.
    private const int AbsentFirst = 1 << 30;

    private const long YearMs = 365L * 24 * 3_600 * 1_000;
    private const long CoveredMs = 3 * YearMs;
    private const int LateMsMax = 3_600_000;

    private static readonly long s_startMs =
        new DateTimeOffset(2023, 11, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly ulong _seed;
    private readonly int _first;
    private readonly long _stepMs;
    private readonly MappedBytes _bytes;
    private readonly long[] _starts;
    private readonly ushort[] _contentBytes;

    private RecordCorpus(
        ulong seed, int first, long stepMs, MappedBytes bytes, long[] starts, ushort[] contentBytes)
    {
        _seed = seed;
        _first = first;
        _stepMs = stepMs;
        _bytes = bytes;
        _starts = starts;
        _contentBytes = contentBytes;
    }

    /// <summary>Number of records.</summary>
    internal int Count => _contentBytes.Length;

    /// <summary>Content, metadata, id and time of all records, in bytes.</summary>
    internal long PayloadBytes => PayloadBytesOf(0, Count);

    /// <summary>Makes a corpus; its file lies in the folder and is gone when the process is.</summary>
    /// <param name="count">Number of records, 1 to <see cref="CountMax"/>.</param>
    /// <param name="seed">The same seed gives the same records.</param>
    /// <param name="folder">An existing folder for the temporary file.</param>
    internal static RecordCorpus Create(int count, ulong seed, string folder)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return CreateTail(count, 0, count, seed, folder);
    }

    /// <summary>Makes records that follow those of a corpus: with other ids and keys, and later.</summary>
    /// <param name="wholeCount">Number of records of that corpus.</param>
    /// <param name="first">How many records of its seed come before; they go on beyond its own.</param>
    /// <param name="count">Number of records, 1 to <see cref="CountMax"/>.</param>
    /// <param name="seed">The seed of that corpus.</param>
    /// <param name="folder">An existing folder for the temporary file.</param>
    internal static RecordCorpus CreateTail(int wholeCount, int first, int count, ulong seed, string folder)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(wholeCount);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, CountMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + (long)count, AbsentFirst, nameof(count));
        RecordGenerator generator = new(seed);
        long[] starts = new long[count + 1];
        ushort[] contentBytes = new ushort[count];
        byte[] record = new byte[KeyBytes + RecordGenerator.ContentBytesMax + RecordGenerator.MetadataBytesMax];
        string path = Path.Combine(folder, $"corpus-{Guid.NewGuid():n}.tmp");
        FileStream stream = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
            bufferSize: 1 << 20, FileOptions.DeleteOnClose);
        for (int i = 0; i < count; i++)
        {
            Utf8.TryWrite(record, CultureInfo.InvariantCulture, $"note-{IdOf(seed, first + i) >> 20:x11}", out int at);
            contentBytes[i] = (ushort)generator.WriteContent(first + i, record.AsSpan(at));
            at += contentBytes[i];
            at += generator.WriteMetadata(first + i, record.AsSpan(at));
            stream.Write(record, 0, at);
            starts[i + 1] = starts[i] + at;
        }

        // What is still dirty would be written back while something is being timed.
        stream.Flush(flushToDisk: true);
        return new RecordCorpus(
            seed, first, CoveredMs / wholeCount, new MappedBytes(stream), starts, contentBytes);
    }

    /// <summary>The id of a record, which need not be one of this corpus: 64 well spread bits, no two alike.</summary>
    internal ulong Id(int index) => IdOf(_seed, _first + index);

    /// <summary>An id that no record of any corpus of this seed has.</summary>
    internal ulong AbsentId(int index) => IdOf(_seed, AbsentFirst + index);

    /// <summary>Writes a key that no record of any corpus has, spread like theirs.</summary>
    /// <param name="index">The same number gives the same key.</param>
    /// <param name="target">At least <see cref="KeyBytes"/> bytes.</param>
    internal void WriteAbsentKey(int index, Span<byte> target)
    {
        // No hexadecimal digit is a z.
        ulong random = AbsentId(index) >> 24;
        Utf8.TryWrite(target, CultureInfo.InvariantCulture, $"note-{random:x10}z", out _);
    }

    /// <summary>
    /// The timestamp of a record, ms since 1970 UTC: three years in order of number, one record in a hundred late by up
    /// to an hour.
    /// </summary>
    internal long TimestampMs(int index)
    {
        ulong random = SeededRandom.Mix(_seed ^ ((ulong)(_first + index) << 8) ^ 7);
        long inStepMs = (long)Math.BigMul(random, (ulong)_stepMs, out ulong rest);
        long onTimeMs = s_startMs + (_first + index) * _stepMs + inStepMs;
        return rest % 100 == 0 ? onTimeMs - (long)(rest >> 32) % LateMsMax : onTimeMs;
    }

    /// <summary>The key of a record, ASCII.</summary>
    internal ReadOnlySpan<byte> Key(int index) => _bytes.GetSpan().Slice((int)_starts[index], KeyBytes);

    /// <summary>The key of a record as text.</summary>
    internal string KeyText(int index) => Encoding.ASCII.GetString(Key(index));

    /// <summary>The content of a record, UTF-8.</summary>
    internal ReadOnlySpan<byte> Content(int index) => ContentMemory(index).Span;

    /// <summary>The metadata of a record, one JSON object in UTF-8.</summary>
    internal ReadOnlySpan<byte> Metadata(int index) => MetadataMemory(index).Span;

    /// <summary>The content of a record, UTF-8.</summary>
    internal ReadOnlyMemory<byte> ContentMemory(int index) =>
        _bytes.Memory.Slice((int)_starts[index] + KeyBytes, _contentBytes[index]);

    /// <summary>The metadata of a record, one JSON object in UTF-8.</summary>
    internal ReadOnlyMemory<byte> MetadataMemory(int index)
    {
        int start = (int)_starts[index] + KeyBytes + _contentBytes[index];
        return _bytes.Memory[start..(int)_starts[index + 1]];
    }

    /// <summary>Content and metadata of a record, back to back.</summary>
    internal ReadOnlySpan<byte> Body(int index)
    {
        int start = (int)_starts[index] + KeyBytes;
        return _bytes.GetSpan()[start..(int)_starts[index + 1]];
    }

    /// <summary>Some records back to back, keys included, which are as long as id and time are.</summary>
    internal ReadOnlySpan<byte> Payload(int first, int count) =>
        _bytes.GetSpan()[(int)_starts[first]..(int)_starts[first + count]];

    /// <summary>The number of a record whose timestamp is near this one, ms since 1970 UTC.</summary>
    internal int IndexNear(long timestampMs) =>
        (int)Math.Clamp((timestampMs - s_startMs) / _stepMs - _first, 0, Count - 1);

    /// <summary>Content, metadata, id and time of some records, in bytes.</summary>
    internal long PayloadBytesOf(int first, int count) =>
        _starts[first + count] - _starts[first] + (long)count * (IdAndTimeBytes - KeyBytes);

    /// <summary>What the records are like, in one line, for a report.</summary>
    internal string Describe()
    {
        const int sampled = 1_000;
        long contentSum = _contentBytes.Sum(static length => (long)length);
        long metadataSum = _starts[Count] - contentSum - (long)Count * KeyBytes;
        int distinct = 0;
        int sample = Math.Min(sampled, Count);
        for (int i = 0; i < sample; i++)
            distinct += Encoding.ASCII.GetString(Content(i)).Split([' ', '.'], StringSplitOptions.RemoveEmptyEntries)
                .Distinct(StringComparer.Ordinal).Count();
        return string.Create(CultureInfo.InvariantCulture,
            $"{Count:n0} records, seed {_seed}, content {_contentBytes.Min()}-{_contentBytes.Max()} B " +
            $"(mean {(double)contentSum / Count:f0}), metadata mean {(double)metadataSum / Count:f0} B, " +
            $"payload mean {(double)PayloadBytes / Count:f0} B, " +
            $"{(double)distinct / sample:f1} distinct words a record");
    }

    /// <summary>Lets go of the temporary file; every memory handed out is invalid after it.</summary>
    public void Dispose() => ((IDisposable)_bytes).Dispose();

    private static ulong IdOf(ulong seed, int index) => SeededRandom.Mix(SeededRandom.Mix(seed) ^ (ulong)(uint)index);
}
