using Feedlog.Format;
using Feedlog.Format.Segments;

namespace Feedlog.Tests.Property.Codecs;

/// <summary>A scan finds whole groups from the front, never one that was not written, and never throws.</summary>
public sealed class ScannerProperties
{
    private const int Trials = 2000;

    [Fact]
    public void SoundSegment_GivesAllItsGroups() => CodecRun.Repeat(Trials, random =>
    {
        SegmentBytes segment = new(random);
        byte[] bytes = [.. segment.ToArray(), .. new byte[random.Next(3) * 64]];
        (List<long> ends, GroupScanner scanner, TailEvidence tail) = SegmentBytes.Scan(bytes);
        Assert.Equal(segment.Ends.Select(end => (long)end), ends);
        Assert.Equal(bytes.Length == ends[^1] ? FormatFault.None : FormatFault.Unwritten, scanner.Fault);
        Assert.Equal((ends[^1], 0L), (tail.WrittenEndBytes, tail.FrameCount));
    });

    [Fact]
    public void DamagedSegment_GivesTheGroupsBeforeTheDamageAndNoOther() => CodecRun.Repeat(Trials, random =>
    {
        SegmentBytes segment = new(random);
        byte[] sound = segment.ToArray();
        byte[] bytes = (byte[])sound.Clone();
        int at = random.Next(SegmentLayout.HeaderBytes, bytes.Length);
        bytes[at] ^= (byte)(1 << random.Next(8));
        (List<long> ends, GroupScanner scanner, TailEvidence tail) = SegmentBytes.Scan(bytes);
        Assert.Equal(segment.Ends.Where(end => end <= at).Select(end => (long)end), ends);
        Assert.NotEqual(FormatFault.None, scanner.Fault);

        // Every later commit that is whole says that the group before it was durable.
        int damagedGroup = segment.Ends.Count(end => end <= at) - 1;
        int groups = segment.Ends.Count - 1;
        bool isLastHit = damagedGroup == groups - 1;
        if (!isLastHit) Assert.Equal((ulong)(5 + groups - 2), tail.DurableThrough);
    });

    [Fact]
    public void CutSegment_GivesTheWholeGroupsOnly() => CodecRun.Repeat(Trials, random =>
    {
        SegmentBytes segment = new(random);
        byte[] bytes = segment.ToArray();
        int cut = random.Next(SegmentLayout.HeaderBytes, bytes.Length + 1);
        byte[] torn = random.Next(2) == 0 ? bytes[..cut] : [.. bytes[..cut], .. new byte[bytes.Length - cut]];
        (List<long> ends, _, _) = SegmentBytes.Scan(torn);
        int lastWritten = torn.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        Assert.All(ends, end => Assert.Contains((int)end, segment.Ends));
        Assert.Equal(segment.Ends.Count(end => end <= cut || IsSame(torn, bytes, end)), ends.Count);
        Assert.True(ends[^1] <= Math.Max(lastWritten + 8, SegmentLayout.HeaderBytes));
    });

    [Fact]
    public void GroupsOutOfTheirPlace_AreNotTaken() => CodecRun.Repeat(Trials, random =>
    {
        SegmentBytes segment = new(random);
        byte[] bytes = segment.ToArray();
        if (segment.Ends.Count < 3) return;

        // The second group in the place of the first: sound bytes, another place.
        byte[] moved = [.. bytes[..segment.Ends[0]], .. bytes[segment.Ends[1]..]];
        (List<long> ends, GroupScanner scanner, _) = SegmentBytes.Scan(moved);
        Assert.Single(ends);
        Assert.Equal(FormatFault.BadHeaderChecksum, scanner.Fault);
    });

    [Fact]
    public void MutatedSegments_AreScannedWithoutAnException() => CodecRun.Repeat(Trials, random =>
    {
        byte[] bytes = CodecMutator.Mutate(new SegmentBytes(random).ToArray(), random);
        if (bytes.Length < SegmentLayout.HeaderBytes) return;
        (List<long> ends, _, TailEvidence tail) = SegmentBytes.Scan(bytes);
        Assert.True(ends[^1] <= bytes.Length);
        Assert.InRange(tail.WrittenEndBytes, ends[^1], bytes.Length);
    });

    private static bool IsSame(byte[] torn, byte[] bytes, int end) =>
        torn.Length >= end && torn.AsSpan(0, end).SequenceEqual(bytes.AsSpan(0, end));
}
