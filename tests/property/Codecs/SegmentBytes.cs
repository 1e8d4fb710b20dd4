using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Tests.Property.Codecs;

/// <summary>A segment made of random groups, as bytes, with where its groups end.</summary>
internal sealed class SegmentBytes
{
    public const ulong Salt = 0x0BAD_CAFE_0BAD_CAFE;
    public const ulong Number = 3;
    private const string Path = "hot/segment";

    private readonly List<byte> _bytes = [.. new byte[SegmentLayout.HeaderBytes]];
    private readonly List<int> _ends = [SegmentLayout.HeaderBytes];
    private ulong _sequence = 10;
    private ulong _previousCommit = 0x77;

    /// <summary>Makes one to six groups of one to four small records.</summary>
    public SegmentBytes(Random random)
    {
        int groups = random.Next(1, 7);
        for (int i = 0; i < groups; i++) AddGroup(random, (ulong)(5 + i));
    }

    /// <summary>What the first group follows from.</summary>
    public static GroupChain FirstChain => new(5, 10, 0x77);

    /// <summary>The bytes of the file.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>Where the header ends and each group ends.</summary>
    public IReadOnlyList<int> Ends => _ends;

    /// <summary>The ends of the groups that a scanner finds whole, and the evidence behind them.</summary>
    public static (List<long> Ends, GroupScanner Scanner, TailEvidence Tail) Scan(byte[] bytes)
    {
        MemoryStorage storage = new();
        storage.CreateFolder("");
        storage.CreateFolder(StoreLayout.HotFolder);
        IStorageFile file = storage.Open(Path, StorageOpen.Create);
        file.Write(0, bytes);
        GroupScanner scanner = new(file, Salt, Number, SegmentLayout.HeaderBytes, bytes.Length, FirstChain);
        List<long> ends = [scanner.EndBytes];
        while (scanner.MoveNext()) ends.Add(scanner.EndBytes);
        return (ends, scanner, TailEvidence.Read(file, Salt, Number, scanner.EndBytes));
    }

    private void AddGroup(Random random, ulong group)
    {
        int start = _bytes.Count;
        int frames = random.Next(1, 5);
        List<ulong> hashes = [];
        for (int i = 0; i < frames; i++)
        {
            byte[] content = new byte[random.Next(0, 90)];
            random.NextBytes(content);
            RecordParts parts = new(1, 0, _sequence + (ulong)i, 1, 0, [], [], content, []);
            byte[] frame = parts.Encode(Checksum.PlaceSeed(Salt, Number, (ulong)_bytes.Count));
            hashes.Add(System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(
                frame.AsSpan(FrameLayout.HeaderHash)));
            _bytes.AddRange(frame);
        }

        byte[] commit = new byte[CommitLayout.FrameBytes];
        _previousCommit = new CommitFrame
        {
            Group = group,
            RecordedAtMs = 0,
            FirstSequence = _sequence,
            FrameCount = frames,
            ByteCount = _bytes.Count - start,
            GroupHash = GroupScanner.HashOf(hashes),
            PreviousCommit = _previousCommit,
            DurableThrough = group - 1,
        }.Write(commit, Checksum.PlaceSeed(Salt, Number, (ulong)_bytes.Count));
        _bytes.AddRange(commit);
        _ends.Add(_bytes.Count);
        _sequence += (ulong)frames;
    }
}
