using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Feedlog.Format.Indexes;

namespace Feedlog.Format.Stores;

/// <summary>Which files make up a store; replaced as a whole, never changed in place. FORMAT.md section 7.1.</summary>
public sealed record Manifest
{
    /// <summary>Id, salt and features.</summary>
    public required StoreIdentity Store { get; init; }

    /// <summary>Grows by one with every replacement.</summary>
    public required ulong Generation { get; init; }

    /// <summary>Number that the next segment will get; a file with a lower number that is not listed is retired.
    /// </summary>
    public required ulong NextSegment { get; init; }

    /// <summary>Number that the next index file of any kind will get; numbers count from 1.</summary>
    public ulong NextIndexFile { get; init; } = 1;

    /// <summary>The highest number that a shard has had; 0 before the first. Numbers count from 1, over all months.
    /// </summary>
    public ulong LastShard { get; init; }

    /// <summary>No view of the store as of a lower sequence exists.</summary>
    public ulong HistoryFloor { get; init; }

    /// <summary>Time of creation, ms since 1970 UTC.</summary>
    public required long CreatedAtMs { get; init; }

    /// <summary>Name of the analyzer that cuts text into words.</summary>
    public required string Analyzer { get; init; }

    /// <summary>Version of Unicode that the analyzer was written for.</summary>
    public required string UnicodeVersion { get; init; }

    /// <summary>The segments, in rising order of their numbers; only the last may be open.</summary>
    public required IReadOnlyList<SegmentEntry> Segments { get; init; }

    /// <summary>The shards, in rising order of their first addresses: all frames of the archived segments.</summary>
    public IReadOnlyList<ShardEntry> Shards { get; init; } = [];

    /// <summary>The runs, in the order of their stretches, each of which begins where the one before ends.</summary>
    public IReadOnlyList<IndexFileEntry> Runs { get; init; } = [];

    /// <summary>The files of deaths, in the order of their stretches, which need not touch.</summary>
    public IReadOnlyList<IndexFileEntry> Deaths { get; init; } = [];

    /// <summary>The files of words, in the order of their stretches, each of which begins where the one before ends;
    /// they may end before the runs do.</summary>
    public IReadOnlyList<IndexFileEntry> Words { get; init; } = [];

    /// <summary>The files of vectors; those of each model in the order of their stretches, which need not touch.
    /// </summary>
    public IReadOnlyList<IndexFileEntry> Vectors { get; init; } = [];

    /// <summary>All index files: runs, deaths, words, vectors.</summary>
    public IEnumerable<IndexFileEntry> IndexFiles => Runs.Concat(Deaths).Concat(Words).Concat(Vectors);

    /// <summary>Size of the whole manifest in bytes.</summary>
    public int TotalBytes =>
        ManifestLayout.FixedBytes + Segments.Count * SegmentEntryLayout.EntryBytes +
        Shards.Count * ShardEntryLayout.EntryBytes +
        (Runs.Count + Deaths.Count + Words.Count + Vectors.Count) * IndexEntryLayout.EntryBytes +
        ManifestLayout.HashBytes;

    /// <summary>Writes the manifest into a new array.</summary>
    public byte[] Write()
    {
        byte[] bytes = new byte[TotalBytes];
        Span<byte> target = bytes;
        ManifestLayout.MagicBytes.CopyTo(target);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ManifestLayout.Version..], FormatVersion.Current);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ManifestLayout.TotalLength..], (uint)bytes.Length);
        Store.Id.TryWriteBytes(target[ManifestLayout.StoreId..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ManifestLayout.Salt..], Store.Salt);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ManifestLayout.RequiredFeatures..], Store.RequiredFeatures);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ManifestLayout.OptionalFeatures..], Store.OptionalFeatures);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ManifestLayout.Generation..], Generation);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ManifestLayout.NextSegment..], NextSegment);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ManifestLayout.NextIndexFile..], NextIndexFile);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ManifestLayout.HistoryFloor..], HistoryFloor);
        BinaryPrimitives.WriteInt64LittleEndian(target[ManifestLayout.CreatedAt..], CreatedAtMs);
        Encoding.UTF8.GetBytes(Analyzer, target.Slice(ManifestLayout.Analyzer, ManifestLayout.AnalyzerBytes));
        Encoding.ASCII.GetBytes(
            UnicodeVersion, target.Slice(ManifestLayout.UnicodeVersion, ManifestLayout.UnicodeVersionBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(target[ManifestLayout.SegmentCount..], (uint)Segments.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ManifestLayout.ShardCount..], (uint)Shards.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ManifestLayout.IndexFileCount..], (uint)Runs.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ManifestLayout.LiveFileCount..], (uint)Deaths.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ManifestLayout.WordFileCount..], (uint)Words.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ManifestLayout.VectorFileCount..], (uint)Vectors.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ManifestLayout.LastShard..], LastShard);
        WriteEntries(target[ManifestLayout.FixedBytes..]);
        Span<byte> hash = target[^ManifestLayout.HashBytes..];
        BinaryPrimitives.WriteUInt64LittleEndian(hash, Checksum.Xxh3(target[..^ManifestLayout.HashBytes]));
        return bytes;
    }

    /// <summary>The entry of a segment; null if it is not listed.</summary>
    public SegmentEntry? Find(ulong segmentNumber)
    {
        int low = 0;
        int high = Segments.Count;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            if (Segments[middle].Number < segmentNumber) low = middle + 1;
            else high = middle;
        }

        return low < Segments.Count && Segments[low].Number == segmentNumber ? Segments[low] : null;
    }

    /// <summary>Reads and checks the bytes of a manifest file. Never throws.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out Manifest? manifest, out FormatFault fault)
    {
        manifest = null;
        fault = CheckEnvelope(source);
        if (fault != FormatFault.None) return false;

        uint segmentCount = BinaryPrimitives.ReadUInt32LittleEndian(source[ManifestLayout.SegmentCount..]);
        uint shardCount = BinaryPrimitives.ReadUInt32LittleEndian(source[ManifestLayout.ShardCount..]);
        if (LengthBytes(source) != source.Length) fault = FormatFault.BadLength;
        else fault = CheckTexts(source);
        if (fault != FormatFault.None) return false;

        ReadOnlySpan<byte> entries = source[ManifestLayout.FixedBytes..];
        ulong nextSegment = BinaryPrimitives.ReadUInt64LittleEndian(source[ManifestLayout.NextSegment..]);
        if (!TryReadSegments(entries, (int)segmentCount, nextSegment, out List<SegmentEntry> segments, out fault))
            return false;
        entries = entries[((int)segmentCount * SegmentEntryLayout.EntryBytes)..];
        if (!ManifestShards.TryRead(entries, (int)shardCount, out ShardEntry[] shards, out fault)) return false;
        entries = entries[((int)shardCount * ShardEntryLayout.EntryBytes)..];
        Manifest known = Parse(source) with { Segments = segments, Shards = shards };
        fault = ManifestShards.Check(known);
        if (fault == FormatFault.None) TryReadIndexes(source, entries, known, out manifest, out fault);
        return manifest is not null;
    }

    private static long LengthBytes(ReadOnlySpan<byte> source)
    {
        long segmentCount = BinaryPrimitives.ReadUInt32LittleEndian(source[ManifestLayout.SegmentCount..]);
        long shardCount = BinaryPrimitives.ReadUInt32LittleEndian(source[ManifestLayout.ShardCount..]);
        long indexCount = BinaryPrimitives.ReadUInt32LittleEndian(source[ManifestLayout.IndexFileCount..]) +
            (long)BinaryPrimitives.ReadUInt32LittleEndian(source[ManifestLayout.LiveFileCount..]) +
            BinaryPrimitives.ReadUInt32LittleEndian(source[ManifestLayout.WordFileCount..]) +
            BinaryPrimitives.ReadUInt32LittleEndian(source[ManifestLayout.VectorFileCount..]);
        return ManifestLayout.FixedBytes + segmentCount * SegmentEntryLayout.EntryBytes +
            shardCount * ShardEntryLayout.EntryBytes + indexCount * IndexEntryLayout.EntryBytes +
            ManifestLayout.HashBytes;
    }

    private static bool TryReadIndexes(
        ReadOnlySpan<byte> source, ReadOnlySpan<byte> entries, Manifest known, out Manifest? manifest,
        out FormatFault fault)
    {
        manifest = null;
        int runCount = BinaryPrimitives.ReadInt32LittleEndian(source[ManifestLayout.IndexFileCount..]);
        int deathsCount = BinaryPrimitives.ReadInt32LittleEndian(source[ManifestLayout.LiveFileCount..]);
        int wordsCount = BinaryPrimitives.ReadInt32LittleEndian(source[ManifestLayout.WordFileCount..]);
        int vectorsCount = BinaryPrimitives.ReadInt32LittleEndian(source[ManifestLayout.VectorFileCount..]);
        if (!ManifestIndexes.TryReadRuns(entries, runCount, out IndexFileEntry[] runs, out fault)) return false;
        entries = entries[(runCount * IndexEntryLayout.EntryBytes)..];
        if (!ManifestIndexes.TryReadDeaths(entries, deathsCount, out IndexFileEntry[] deaths, out fault))
            return false;
        entries = entries[(deathsCount * IndexEntryLayout.EntryBytes)..];
        if (!ManifestIndexes.TryReadWords(entries, wordsCount, out IndexFileEntry[] words, out fault))
            return false;

        entries = entries[(wordsCount * IndexEntryLayout.EntryBytes)..];
        if (!ManifestIndexes.TryReadVectors(entries, vectorsCount, out IndexFileEntry[] vectors, out fault))
            return false;

        Manifest parsed = known with { Runs = runs, Deaths = deaths, Words = words, Vectors = vectors };
        fault = ManifestIndexes.Check(parsed);
        if (fault == FormatFault.None) manifest = parsed;
        return manifest is not null;
    }

    private void WriteEntries(Span<byte> target)
    {
        foreach (SegmentEntry segment in Segments)
        {
            segment.Write(target);
            target = target[SegmentEntryLayout.EntryBytes..];
        }

        foreach (ShardEntry shard in Shards)
        {
            shard.Write(target);
            target = target[ShardEntryLayout.EntryBytes..];
        }

        foreach (IndexFileEntry file in IndexFiles)
        {
            file.Write(target);
            target = target[IndexEntryLayout.EntryBytes..];
        }
    }

    private static FormatFault CheckEnvelope(ReadOnlySpan<byte> source)
    {
        if (source.Length < ManifestLayout.FixedBytes + ManifestLayout.HashBytes) return FormatFault.Truncated;
        if (!source.StartsWith(ManifestLayout.MagicBytes)) return FormatFault.BadMagic;
        if (source.Length > FormatLimits.ManifestBytesMax) return FormatFault.BadLength;
        ulong hash = BinaryPrimitives.ReadUInt64LittleEndian(source[^ManifestLayout.HashBytes..]);
        if (Checksum.Xxh3(source[..^ManifestLayout.HashBytes]) != hash) return FormatFault.BadHeaderChecksum;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[ManifestLayout.Version..]) != FormatVersion.Current)
            return FormatFault.UnknownVersion;
        ulong required = BinaryPrimitives.ReadUInt64LittleEndian(source[ManifestLayout.RequiredFeatures..]);
        if (!FeatureBits.IsReadable(required)) return FormatFault.UnknownFeature;
        return BinaryPrimitives.ReadUInt32LittleEndian(source[ManifestLayout.TotalLength..]) == source.Length
            ? FormatFault.None
            : FormatFault.BadLength;
    }

    private static bool TryReadSegments(
        ReadOnlySpan<byte> source, int count, ulong next, out List<SegmentEntry> segments, out FormatFault fault)
    {
        segments = new List<SegmentEntry>(count);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> bytes = source[(i * SegmentEntryLayout.EntryBytes)..];
            if (!SegmentEntry.TryRead(bytes, out SegmentEntry? entry, out fault)) return false;

            bool isInOrder = entry.Number < next && (i == 0 || entry.Number > segments[i - 1].Number);
            if (!isInOrder || (!entry.HasEnded && i != count - 1))
            {
                fault = FormatFault.BadOrder;
                return false;
            }

            segments.Add(entry);
        }

        fault = FormatFault.None;
        return true;
    }

    private static Manifest Parse(ReadOnlySpan<byte> source) => new()
    {
        Store = new StoreIdentity
        {
            Id = new Guid(source.Slice(ManifestLayout.StoreId, 16), bigEndian: true),
            Salt = BinaryPrimitives.ReadUInt64LittleEndian(source[ManifestLayout.Salt..]),
            RequiredFeatures = BinaryPrimitives.ReadUInt64LittleEndian(source[ManifestLayout.RequiredFeatures..]),
            OptionalFeatures = BinaryPrimitives.ReadUInt64LittleEndian(source[ManifestLayout.OptionalFeatures..]),
        },
        Generation = BinaryPrimitives.ReadUInt64LittleEndian(source[ManifestLayout.Generation..]),
        NextSegment = BinaryPrimitives.ReadUInt64LittleEndian(source[ManifestLayout.NextSegment..]),
        NextIndexFile = BinaryPrimitives.ReadUInt64LittleEndian(source[ManifestLayout.NextIndexFile..]),
        LastShard = BinaryPrimitives.ReadUInt64LittleEndian(source[ManifestLayout.LastShard..]),
        HistoryFloor = BinaryPrimitives.ReadUInt64LittleEndian(source[ManifestLayout.HistoryFloor..]),
        CreatedAtMs = BinaryPrimitives.ReadInt64LittleEndian(source[ManifestLayout.CreatedAt..]),
        Analyzer = ReadText(source.Slice(ManifestLayout.Analyzer, ManifestLayout.AnalyzerBytes)),
        UnicodeVersion = ReadText(source.Slice(ManifestLayout.UnicodeVersion, ManifestLayout.UnicodeVersionBytes)),
        Segments = [],
    };

    private static FormatFault CheckTexts(ReadOnlySpan<byte> source)
    {
        ReadOnlySpan<byte> analyzer = source.Slice(ManifestLayout.Analyzer, ManifestLayout.AnalyzerBytes);
        ReadOnlySpan<byte> unicode = source.Slice(ManifestLayout.UnicodeVersion, ManifestLayout.UnicodeVersionBytes);
        if (analyzer[TextBytes(analyzer)..].ContainsAnyExcept((byte)0)) return FormatFault.BadReserved;
        if (unicode[TextBytes(unicode)..].ContainsAnyExcept((byte)0)) return FormatFault.BadReserved;
        return Utf8.IsValid(analyzer) && Utf8.IsValid(unicode) ? FormatFault.None : FormatFault.BadText;
    }

    private static string ReadText(ReadOnlySpan<byte> field) => Encoding.UTF8.GetString(field[..TextBytes(field)]);

    private static int TextBytes(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return end < 0 ? field.Length : end;
    }
}
