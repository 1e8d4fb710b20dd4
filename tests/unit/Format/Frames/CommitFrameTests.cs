using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog.Tests.Unit.Format.Frames;

/// <summary>The commit frame: round trip, and each way in which it can be wrong (FORMAT.md section 8.2).</summary>
public sealed class CommitFrameTests
{
    private const int Content = FrameLayout.HeaderBytes;

    [Fact]
    public void Commit_ComesBackFieldForField()
    {
        byte[] frame = new byte[CommitLayout.FrameBytes];
        ulong headerHash = Samples.Commit.Write(frame, Samples.Seed);
        Assert.True(FrameDecoder.TryRead(frame, Samples.Seed, out FrameView view, out _));
        Assert.Equal(headerHash, view.Header.HeaderHash);
        Assert.True(CommitFrame.TryRead(view, out CommitFrame commit, out FormatFault fault));
        Assert.Equal(FormatFault.None, fault);
        Assert.Equal(Samples.Commit, commit);
        Assert.Equal(102UL, commit.LastSequence);
    }

    [Fact]
    public void Commit_WrittenOverOldBytes_LeavesNoneOfThem()
    {
        byte[] frame = new byte[CommitLayout.FrameBytes];
        frame.AsSpan().Fill(0xFF);
        Samples.Commit.Write(frame, Samples.Seed);
        Assert.Equal(Samples.Encode(Samples.Commit), frame);
    }

    [Theory]
    [InlineData(1, 64)]
    [InlineData(FormatLimits.GroupFramesMax, FormatLimits.GroupBytesMax)]
    public void Counts_AtTheirLimits_ComeBack(int frames, long bytes)
    {
        CommitFrame commit = Samples.Commit with { FrameCount = frames, ByteCount = bytes };
        Assert.True(TryRead(Samples.Encode(commit), out CommitFrame read, out _));
        Assert.Equal(commit, read);
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(FormatLimits.GroupFramesMax + 1, 64)]
    [InlineData(-1, 64)]
    [InlineData(1, FormatLimits.GroupBytesMax + 1L)]
    [InlineData(1, -1)]
    public void Counts_BeyondTheirLimits_AreBadGroup(int frames, long bytes) => AssertFault(
        FormatFault.BadGroup, Samples.Encode(Samples.Commit with { FrameCount = frames, ByteCount = bytes }));

    [Fact]
    public void Reserved_NotZero_IsBadGroup() => AssertFault(
        FormatFault.BadGroup,
        Samples.MendFrame(Samples.Put(Samples.Encode(Samples.Commit), Content + CommitLayout.Reserved, (byte)1)));

    [Fact]
    public void Record_IsNoCommit() => AssertFault(
        FormatFault.BadType, new FrameParts { Content = new byte[CommitLayout.ContentBytes] }.Encode());

    [Theory]
    [InlineData(0)]
    [InlineData(CommitLayout.ContentBytes - 1)]
    [InlineData(CommitLayout.ContentBytes + 1)]
    public void Content_OfAnotherLength_IsBadLength(int lengthBytes) => AssertFault(
        FormatFault.BadLength, new FrameParts { Type = FrameType.Commit, Content = new byte[lengthBytes] }.Encode());

    [Fact]
    public void Commit_WithAnotherPart_IsBadLength() => AssertFault(FormatFault.BadLength, new FrameParts
    {
        Type = FrameType.Commit,
        Content = new byte[CommitLayout.ContentBytes],
        Metadata = [1],
    }.Encode());

    private static void AssertFault(FormatFault expected, byte[] frame)
    {
        Assert.False(TryRead(frame, out CommitFrame commit, out FormatFault fault));
        Assert.Equal(expected, fault);
        Assert.Equal(default, commit);
    }

    private static bool TryRead(byte[] frame, out CommitFrame commit, out FormatFault fault)
    {
        Assert.True(FrameDecoder.TryRead(frame, Samples.Seed, out FrameView view, out _));
        return CommitFrame.TryRead(view, out commit, out fault);
    }
}
