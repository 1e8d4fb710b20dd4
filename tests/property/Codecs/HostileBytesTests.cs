using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Format.V1;
using FsCheck.Fluent;

namespace Feedlog.Tests.Property.Codecs;

/// <summary>
/// Decoders are total: on any bytes they answer, throw nothing and look at nothing behind the bytes they were given;
/// what they take is what an encoder would have written.
/// </summary>
public sealed class HostileBytesTests
{
    private const ulong Seed = 0x0BAD_F00D_0BAD_F00D;
    private const int Trials = 20_000;

    [Fact]
    public void RandomBytes_AreAnsweredByEveryDecoder() => CodecRun.Repeat(Trials, random =>
    {
        byte[] bytes = new byte[random.Next(0, 400)];
        random.NextBytes(bytes);
        if (random.Next(2) == 0) "FEEDSEGMFEEDMANIFEEDMARK"u8.Slice(random.Next(3) * 8, 8).CopyTo(Room(ref bytes, 8));
        else if (random.Next(2) == 0) ((ReadOnlySpan<byte>)[0xFE, 0xED, (byte)random.Next(1, 3)]).CopyTo(Room(ref bytes, 3));
        TryEverything(bytes, random);
    });

    [Fact]
    public void MutatedFrames_AreAnswered_AndTakenOnlyIfCanonical()
    {
        byte[][] frames = Sample(CodecGenerators.Record, 40).Select(parts => parts.Encode(Seed))
            .Where(frame => frame.Length < 8000).ToArray();
        int taken = 0;
        CodecRun.Repeat(Trials, random =>
        {
            byte[] bytes = CodecMutator.Mutate(frames[random.Next(frames.Length)], random);
            if (random.Next(8) > 0) CodecMutator.MendFrame(bytes, Seed);
            if (TryFrame(bytes, random)) taken++;
        });
        Assert.True(taken > CodecRun.Count(Trials) / 100, $"Only {taken} mutants were taken: nothing deep was reached.");
    }

    [Fact]
    public void MutatedCommitsAndFooters_AreAnswered_AndTakenOnlyIfCanonical()
    {
        byte[][] frames = [Commit(), .. Sample(CodecGenerators.Footer, 20).Select(Encode)];
        int taken = 0;
        CodecRun.Repeat(Trials, random =>
        {
            byte[] bytes = CodecMutator.Mutate(frames[random.Next(2) * random.Next(frames.Length)], random);
            CodecMutator.MendFrame(bytes, Seed);
            if (!FrameDecoder.TryRead(bytes, Seed, out FrameView view, out _)) return;
            if (CommitFrame.TryRead(view, out CommitFrame commit, out _))
            {
                byte[] again = new byte[CommitLayout.FrameBytes];
                commit.Write(again, Seed);
                Assert.Equal(view.Content.ToArray(), again[FrameLayout.HeaderBytes..]);
                taken++;
            }

            if (SegmentFooter.TryRead(view, out SegmentFooter? footer, out _))
            {
                Assert.Equal(view.Bytes[FrameLayout.HeaderBytes..].ToArray(), Encode(footer!)[FrameLayout.HeaderBytes..]);
                taken++;
            }
        });
        Assert.True(taken > CodecRun.Count(Trials) / 100, $"Only {taken} mutants were taken: nothing deep was reached.");
    }

    [Fact]
    public void MutatedManifests_AreAnswered_AndTakenOnlyIfCanonical()
    {
        byte[][] manifests = Sample(CodecGenerators.Manifest, 20).Select(manifest => manifest.Write()).ToArray();
        int taken = 0;
        CodecRun.Repeat(Trials, random =>
        {
            byte[] bytes = CodecMutator.Mutate(manifests[random.Next(manifests.Length)], random);
            if (random.Next(8) > 0) CodecMutator.MendManifest(bytes);
            if (!TryManifest(bytes)) return;
            taken++;
        });
        Assert.True(taken > CodecRun.Count(Trials) / 100, $"Only {taken} mutants were taken: nothing deep was reached.");
    }

    [Fact]
    public void MutatedSegmentHeaders_AreAnswered_AndTakenOnlyIfCanonical()
    {
        SegmentHeader header = new()
        {
            Store = new StoreIdentity { Id = Guid.NewGuid(), Salt = 5 },
            Number = 1,
            FirstSequence = 1,
            DeclaredGap = 0,
            FirstGroup = 1,
            PreviousCommit = 0,
            CreatedAtMs = 0,
        };
        byte[] valid = new byte[SegmentLayout.HeaderBytes];
        header.Write(valid);
        int taken = 0;
        CodecRun.Repeat(Trials, random =>
        {
            byte[] bytes = CodecMutator.Mutate(valid, random);
            if (random.Next(8) > 0) CodecMutator.MendSegment(bytes);
            if (TrySegment(bytes, random)) taken++;
        });
        Assert.True(taken > CodecRun.Count(Trials) / 100, $"Only {taken} mutants were taken: nothing deep was reached.");
    }

    [Fact]
    public void MutatedFramesV1_AreAnswered_AndTakenOnlyIfCanonical()
    {
        byte[] valid = new byte[200];
        int lengthBytes = FrameV1.Write("note-1"u8, 1, "some content"u8, "{\"a\":1}"u8, valid);
        valid = valid[..lengthBytes];
        int taken = 0;
        CodecRun.Repeat(Trials, random =>
        {
            byte[] bytes = CodecMutator.Mutate(valid, random);
            if (random.Next(8) > 0) CodecMutator.MendV1(bytes);
            if (TryV1(bytes, random)) taken++;
        });
        Assert.True(taken > CodecRun.Count(Trials) / 100, $"Only {taken} mutants were taken: nothing deep was reached.");
    }

    private static void TryEverything(byte[] bytes, Random random)
    {
        TryFrame(bytes, random);
        CodecMutator.MendFrame(bytes, Seed);
        TryFrame(bytes, random);
        TrySegment(bytes, random);
        CodecMutator.MendSegment(bytes);
        TrySegment(bytes, random);
        TryManifest(bytes);
        CodecMutator.MendManifest(bytes);
        TryManifest(bytes);
        TryV1(bytes, random);
        CodecMutator.MendV1(bytes);
        TryV1(bytes, random);
        Watermark.TryReadNewest(bytes, Seed, out _, out _);
        ChunkEntry.TryRead(bytes, out _);
        SegmentEntry.TryRead(bytes, out _, out _);
        TryExtensions(bytes);
    }

    private static bool TryFrame(byte[] bytes, Random random)
    {
        bool isTaken = FrameDecoder.TryRead(bytes, Seed, out FrameView view, out FormatFault fault);
        Assert.Equal(isTaken, fault == FormatFault.None);
        bool isTakenInside = FrameDecoder.TryRead(Inside(bytes, random), Seed, out FrameView inside, out FormatFault other);
        Assert.Equal((isTaken, fault), (isTakenInside, other));
        if (!isTaken) return false;

        Assert.Equal(view.Bytes, inside.Bytes);
        Assert.Equal(view.Bytes.ToArray(), RecordParts.Of(view).Encode(Seed));
        FrameDecoder.IsReadable(view);
        Assert.True(view.Stream.Length <= FormatLimits.StreamBytesMax);
        Assert.True(view.Kind.Length <= FormatLimits.KindBytesMax);
        _ = view.ExpiresAtMs;
        TryExtensions(view.Extensions);
        return true;
    }

    private static bool TrySegment(byte[] bytes, Random random)
    {
        bool isTaken = SegmentHeader.TryRead(bytes, out SegmentHeader header, out FormatFault fault);
        Assert.Equal(isTaken, fault == FormatFault.None);
        Assert.Equal(isTaken, SegmentHeader.TryRead(Inside(bytes, random), out _, out FormatFault other));
        Assert.Equal(fault, other);
        if (!isTaken) return false;

        byte[] again = new byte[SegmentLayout.HeaderBytes];
        header.Write(again);
        Assert.Equal(bytes[..SegmentLayout.HeaderBytes], again);
        return true;
    }

    private static bool TryManifest(byte[] bytes)
    {
        bool isTaken = Manifest.TryRead(bytes, out Manifest? manifest, out FormatFault fault);
        Assert.Equal(isTaken, fault == FormatFault.None);
        if (isTaken) Assert.Equal(bytes, manifest!.Write());
        return isTaken;
    }

    private static bool TryV1(byte[] bytes, Random random)
    {
        bool isTaken = FrameV1.TryRead(bytes, out FrameV1View view, out FormatFault fault);
        Assert.Equal(isTaken, fault == FormatFault.None);
        if (!isTaken) return false;

        Assert.True(FrameV1.TryRead(Inside(bytes, random), out _, out _));
        byte[] again = new byte[view.TotalLengthBytes];
        FrameV1.Write(view.Id, view.TimestampMs, view.Content, view.Metadata, again);
        Assert.Equal(bytes[..view.TotalLengthBytes], again);
        return true;
    }

    private static void TryExtensions(ReadOnlySpan<byte> area)
    {
        int left = area.Length;
        ExtensionReader reader = new(area);
        while (reader.MoveNext())
        {
            left -= ExtensionReader.PrefixBytes + reader.Value.Length;
            TagReader tags = new(reader.Value);
            while (tags.MoveNext()) Assert.True(tags.Current.Length <= reader.Value.Length);
        }

        Assert.Equal(reader.IsBroken, left > 0);
    }

    // The same bytes in front of others: an answer that differs has looked behind its end.
    private static ReadOnlySpan<byte> Inside(byte[] bytes, Random random)
    {
        byte[] larger = new byte[bytes.Length + 200];
        random.NextBytes(larger);
        bytes.CopyTo(larger, 0);
        return larger.AsSpan(0, bytes.Length);
    }

    private static Span<byte> Room(ref byte[] bytes, int lengthBytes)
    {
        if (bytes.Length < lengthBytes) bytes = new byte[lengthBytes];
        return bytes;
    }

    private static IEnumerable<T> Sample<T>(FsCheck.Gen<T> generator, int count) =>
        generator.Sample(count, new FsCheck.Rnd((ulong)CodecRun.Seed), count);

    private static byte[] Commit()
    {
        byte[] frame = new byte[CommitLayout.FrameBytes];
        new CommitFrame
        {
            Group = 1,
            RecordedAtMs = 0,
            FirstSequence = 1,
            FrameCount = 1,
            ByteCount = 64,
            GroupHash = 0,
            PreviousCommit = 0,
            DurableThrough = 0,
        }.Write(frame, Seed);
        return frame;
    }

    private static byte[] Encode(SegmentFooter footer)
    {
        byte[] frame = new byte[footer.FrameBytes];
        footer.Write(frame, Seed);
        return frame;
    }
}
