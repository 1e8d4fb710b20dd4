using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;

namespace Feedlog.Tests.Unit.Format.Segments;

/// <summary>Each point of FORMAT.md section 8.2, broken alone, and what may lie behind the last group.</summary>
public sealed class GroupScannerTests
{
    private const ulong FirstGroup = 5;
    private const ulong FirstSequence = 100;
    private const ulong PreviousCommit = 0xABCD;

    private readonly List<byte> _segment = [.. new byte[SegmentLayout.HeaderBytes]];
    private GroupChain _chain = new(FirstGroup, FirstSequence, PreviousCommit);
    private int _groupStart = SegmentLayout.HeaderBytes;

    [Fact]
    public void WholeGroups_AreGivenInOrder()
    {
        AddGroup(1);
        AddGroup(3);
        GroupScanner scanner = Scanner();
        Assert.True(scanner.MoveNext());
        Assert.Equal((FirstGroup, 1), (scanner.Commit.Group, scanner.Commit.FrameCount));
        Assert.Equal(SegmentLayout.HeaderBytes, scanner.GroupOffsetBytes);
        Assert.Equal(scanner.EndBytes - scanner.GroupOffsetBytes, scanner.Group.Length);
        Assert.True(scanner.MoveNext());
        Assert.Equal((FirstGroup + 1, 3), (scanner.Commit.Group, scanner.Commit.FrameCount));
        Assert.False(scanner.MoveNext());
        Assert.Equal(FormatFault.None, scanner.Fault);
        Assert.Equal(_segment.Count, scanner.EndBytes);
        Assert.Equal(_chain, scanner.Chain);
    }

    [Fact]
    public void EmptySegment_HasNoGroups() => AssertStops(FormatFault.None, 0);

    [Fact]
    public void ZerosBehindTheLastGroup_AreUnwritten()
    {
        AddGroup(1);
        _segment.AddRange(new byte[4096]);
        AssertStops(FormatFault.Unwritten, 1);
    }

    [Fact]
    public void FooterBehindTheLastGroup_EndsTheSegment()
    {
        AddGroup(1);
        AddFooter();
        AssertStops(FormatFault.None, 1);
    }

    [Fact]
    public void FooterInsideAGroup_IsBadGroup()
    {
        AddFrame(FirstSequence);
        AddFooter();
        AssertStops(FormatFault.BadGroup, 0);
    }

    [Fact]
    public void FramesWithoutACommit_AreTruncated()
    {
        AddGroup(1);
        AddFrame(_chain.NextSequence);
        AssertStops(FormatFault.Truncated, 1);
    }

    [Fact]
    public void GroupBeyondTheLimit_IsTruncated()
    {
        AddGroup(2);
        GroupScanner scanner = Scanner(_segment.Count - 8);
        Assert.False(scanner.MoveNext());
        Assert.Equal(FormatFault.Truncated, scanner.Fault);
    }

    [Theory]
    [InlineData(FirstSequence - 1)]
    [InlineData(FirstSequence + 1)]
    [InlineData(0UL)]
    public void SequenceThatDoesNotFollow_IsBadOrder(ulong sequence)
    {
        AddFrame(sequence);
        AssertStops(FormatFault.BadOrder, 0);
    }

    [Fact]
    public void CommitWithoutFrames_IsBadGroup()
    {
        AddCommit(commit => commit with { FrameCount = 1 }, []);
        AssertStops(FormatFault.BadGroup, 0);
    }

    [Fact]
    public void CommitOfAnotherGroup_IsBadOrder() =>
        AssertCommitFault(FormatFault.BadOrder, commit => commit with { Group = commit.Group + 1 });

    [Fact]
    public void CommitThatBreaksTheChain_IsBadChain() => AssertCommitFault(
        FormatFault.BadChain, commit => commit with { PreviousCommit = commit.PreviousCommit + 1 });

    [Fact]
    public void CommitOfOtherFrames_IsBadGroup()
    {
        AssertCommitFault(FormatFault.BadGroup, commit => commit with { FirstSequence = commit.FirstSequence + 1 });
        AssertCommitFault(FormatFault.BadGroup, commit => commit with { FrameCount = commit.FrameCount + 1 });
        AssertCommitFault(FormatFault.BadGroup, commit => commit with { ByteCount = commit.ByteCount + 8 });
        AssertCommitFault(FormatFault.BadGroup, commit => commit with { GroupHash = commit.GroupHash + 1 });
    }

    [Fact]
    public void DamagedFrame_StopsWithItsFault()
    {
        AddGroup(1);
        int second = _segment.Count;
        AddGroup(1);
        _segment[second + FrameLayout.HeaderBytes] ^= 1;
        GroupScanner scanner = AssertStops(FormatFault.BadBodyChecksum, 1);
        Assert.Equal(second, scanner.FaultOffsetBytes);
    }

    [Fact]
    public void LargeGroup_GrowsTheBufferAndIsGivenWhole()
    {
        AddGroup(3, contentBytes: 1_500_000);
        AddGroup(1);
        GroupScanner scanner = Scanner();
        Assert.True(scanner.MoveNext());
        byte[] expected = _segment.Slice(SegmentLayout.HeaderBytes, scanner.Group.Length).ToArray();
        Assert.True(scanner.Group.SequenceEqual(expected));
        Assert.True(scanner.MoveNext());
        Assert.False(scanner.MoveNext());
    }

    [Fact]
    public void ManyGroups_AcrossReadAheads_AreAllGiven()
    {
        for (int i = 0; i < 700; i++) AddGroup(2, contentBytes: 1000 + i);
        GroupScanner scanner = Scanner();
        int groups = 0;
        while (scanner.MoveNext()) groups++;
        Assert.Equal(700, groups);
        Assert.Equal(_segment.Count, scanner.EndBytes);
    }

    [Fact]
    public void Evidence_OfAnEmptyTail_IsNone()
    {
        AddGroup(1);
        int end = _segment.Count;
        _segment.AddRange(new byte[5000]);
        Assert.Equal(new TailEvidence
        {
            WrittenEndBytes = end,
            DurableThrough = 0,
            SequenceMax = 0,
            FrameCount = 0,
        }, Evidence(end));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData((1 << 20) - 112)]
    [InlineData((1 << 20) - 64)]
    [InlineData((1 << 20) - 8)]
    [InlineData(1 << 20)]
    public void Evidence_OfACommitBehindDamage_IsFoundAtAnyPlace(int distance)
    {
        AddGroup(1);
        int end = _segment.Count;
        _segment.AddRange(Enumerable.Repeat((byte)0x55, distance));
        AddFrame(777);
        AddCommit(commit => commit with { DurableThrough = 42, FrameCount = 1 }, []);
        int written = _segment.Count;
        _segment.AddRange(new byte[64]);
        Assert.Equal(new TailEvidence
        {
            WrittenEndBytes = Enumerable.Range(0, written).Last(i => _segment[i] != 0) + 1,
            DurableThrough = 42,
            SequenceMax = 777,
            FrameCount = 2,
        }, Evidence(end));
    }

    [Fact]
    public void Evidence_OfACommitHiddenInTheContentOfATornFrame_IsNotTakenForReal()
    {
        AddGroup(1);
        int end = _segment.Count;
        byte[] commit = new byte[CommitLayout.FrameBytes];
        new CommitFrame
        {
            Group = 9,
            RecordedAtMs = Samples.TimeMs,
            FirstSequence = 900,
            FrameCount = 1,
            ByteCount = 80,
            GroupHash = 1,
            PreviousCommit = 1,
            DurableThrough = 1_000_000,
        }.Write(commit, Checksum.PlaceSeed(Samples.Salt, 1, (ulong)(end + FrameLayout.HeaderBytes)));
        _segment.AddRange(new FrameParts { Sequence = 777, Content = commit }.Encode(1, (ulong)end));

        TailEvidence evidence = Evidence(end);

        Assert.Equal((0UL, 777UL, 1L), (evidence.DurableThrough, evidence.SequenceMax, evidence.FrameCount));
    }

    [Fact]
    public void Evidence_OfFramesInTheWrongPlace_IsNone()
    {
        AddGroup(1);
        int end = _segment.Count;
        byte[] group = [.. _segment.Skip(SegmentLayout.HeaderBytes)];
        _segment.AddRange(new byte[16]);
        _segment.AddRange(group);
        TailEvidence evidence = Evidence(end);
        Assert.Equal((0UL, 0UL, 0L), (evidence.DurableThrough, evidence.SequenceMax, evidence.FrameCount));
    }

    private void AssertCommitFault(FormatFault expected, Func<CommitFrame, CommitFrame> change)
    {
        _segment.RemoveRange(SegmentLayout.HeaderBytes, _segment.Count - SegmentLayout.HeaderBytes);
        _chain = new GroupChain(FirstGroup, FirstSequence, PreviousCommit);
        _groupStart = SegmentLayout.HeaderBytes;
        List<ulong> hashes = [AddFrame(FirstSequence), AddFrame(FirstSequence + 1)];
        AddCommit(commit => change(commit with { FrameCount = 2 }), hashes);
        AssertStops(expected, 0);
    }

    private GroupScanner AssertStops(FormatFault expected, int groups)
    {
        GroupScanner scanner = Scanner();
        for (int i = 0; i < groups; i++) Assert.True(scanner.MoveNext());
        Assert.False(scanner.MoveNext());
        Assert.Equal(expected, scanner.Fault);
        return scanner;
    }

    private GroupScanner Scanner(long? limitBytes = null) => new(
        File(), Samples.Salt, 1, SegmentLayout.HeaderBytes, limitBytes ?? _segment.Count,
        new GroupChain(FirstGroup, FirstSequence, PreviousCommit));

    private TailEvidence Evidence(long startBytes) => TailEvidence.Read(File(), Samples.Salt, 1, startBytes);

    private IStorageFile File()
    {
        MemoryStorage storage = new();
        storage.CreateFolder("");
        IStorageFile file = storage.Open("segment", StorageOpen.Create);
        file.Write(0, _segment.ToArray());
        return file;
    }

    private void AddGroup(int frames, int contentBytes = 10)
    {
        List<ulong> hashes = [];
        for (int i = 0; i < frames; i++) hashes.Add(AddFrame(_chain.NextSequence + (ulong)i, contentBytes));
        AddCommit(commit => commit with { FrameCount = frames }, hashes);
    }

    private ulong AddFrame(ulong sequence, int contentBytes = 10)
    {
        byte[] content = new byte[contentBytes];
        Array.Fill(content, (byte)sequence);
        _segment.AddRange(new FrameParts { Sequence = sequence, Content = content }.Encode(1, (ulong)_segment.Count));
        int header = _segment.Count - (int)FrameHeader.TotalLength(0, 0, contentBytes, 0);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(
            _segment.Slice(header + FrameLayout.HeaderHash, 8).ToArray());
    }

    private void AddCommit(Func<CommitFrame, CommitFrame> change, List<ulong> hashes)
    {
        byte[] bytes = new byte[CommitLayout.FrameBytes];
        CommitFrame commit = change(new CommitFrame
        {
            Group = _chain.NextGroup,
            RecordedAtMs = Samples.TimeMs,
            FirstSequence = _chain.NextSequence,
            FrameCount = hashes.Count,
            ByteCount = _segment.Count - _groupStart,
            GroupHash = GroupScanner.HashOf(hashes),
            PreviousCommit = _chain.PreviousCommit,
            DurableThrough = 0,
        });
        ulong hash = commit.Write(bytes, Checksum.PlaceSeed(Samples.Salt, 1, (ulong)_segment.Count));
        _segment.AddRange(bytes);
        _chain = new GroupChain(commit.Group + 1, commit.LastSequence + 1, hash);
        _groupStart = _segment.Count;
    }

    private void AddFooter()
    {
        byte[] bytes = new byte[Samples.Footer.FrameBytes];
        Samples.Footer.Write(bytes, Checksum.PlaceSeed(Samples.Salt, 1, (ulong)_segment.Count));
        _segment.AddRange(bytes);
    }
}
