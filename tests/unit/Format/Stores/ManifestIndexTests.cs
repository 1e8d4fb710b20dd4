using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;

namespace Feedlog.Tests.Unit.Format.Stores;

/// <summary>What a manifest says of index files: FORMAT.md section 7.1, and its faults of section 8.5.</summary>
public sealed class ManifestIndexTests
{
    // Behind the two segment entries: one run, one of deaths, one of words.
    private const int RunAt = ManifestLayout.FixedBytes + 2 * SegmentEntryLayout.EntryBytes;
    private const int DeathsAt = RunAt + IndexEntryLayout.EntryBytes;
    private const int WordsAt = DeathsAt + IndexEntryLayout.EntryBytes;

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(4, 4, 0)]
    [InlineData(4, 4, 3)]
    [InlineData(1000, 500, 900)]
    public void IndexFiles_ComeBackFieldForField(int runs, int deaths, int words)
    {
        Manifest expected = Samples.Manifest with
        {
            NextIndexFile = 10_000,
            Runs = Enumerable.Range(1, runs).Select(n => Run(5000 + (ulong)n, (ulong)n, (ulong)n)).ToArray(),
            Deaths = Enumerable.Range(1, deaths).Select(n => Deaths((ulong)n, (ulong)n, (ulong)n)).ToArray(),
            Words = Enumerable.Range(1, words).Select(n => Words(7000 + (ulong)n, (ulong)n, (ulong)n)).ToArray(),
        };
        byte[] bytes = expected.Write();
        Assert.Equal(expected.TotalBytes, bytes.Length);
        Assert.Equal(176 + 96 * (2 + runs + deaths + words) + 8, bytes.Length);
        Assert.True(Manifest.TryRead(bytes, out Manifest? manifest, out FormatFault fault), fault.ToString());
        Assert.Equal(expected.Segments, manifest!.Segments);
        Assert.Equal(expected.Runs, manifest.Runs);
        Assert.Equal(expected.Deaths, manifest.Deaths);
        Assert.Equal(expected.Words, manifest.Words);
        Assert.Equal(10_000UL, manifest.NextIndexFile);
        Assert.Equal(bytes, manifest.Write());
    }

    [Fact]
    public void ManifestWithoutIndexFiles_HasEmptyListsAndIsWrittenAsItAlwaysWas()
    {
        Assert.True(Manifest.TryRead(Samples.Manifest.Write(), out Manifest? manifest, out _));
        Assert.Empty(manifest!.Runs);
        Assert.Empty(manifest.Deaths);
        Assert.Empty(manifest.Words);
        Assert.Equal(1UL, manifest.NextIndexFile);
        Assert.Equal(Samples.Manifest with { Segments = manifest.Segments }, manifest);
    }

    [Fact]
    public void EveryBitFlip_IsDetected()
    {
        byte[] bytes = Samples.ManifestWithWords.Write();
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Manifest.TryRead(bytes, out _, out _), $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void EveryByteOfAnEntry_SetToAnything_IsReadOrRefusedWithoutAThrow()
    {
        byte[] sound = Samples.ManifestWithWords.Write();
        for (int at = RunAt; at < WordsAt + IndexEntryLayout.EntryBytes; at++)
        {
            foreach (byte value in (byte[])[0, 1, 0x7F, 0x80, 0xFF])
            {
                byte[] bytes = Samples.MendManifest(Samples.Put([.. sound], at, value));
                bool isRead = Manifest.TryRead(bytes, out Manifest? manifest, out FormatFault fault);
                Assert.Equal(isRead, fault == FormatFault.None);
                if (isRead) Assert.Equal(bytes, manifest!.Write());
            }
        }
    }

    [Theory]
    [InlineData(IndexEntryLayout.Reserved)]
    [InlineData(IndexEntryLayout.Reserved + 3)]
    [InlineData(IndexEntryLayout.ModelHash)]
    [InlineData(IndexEntryLayout.ModelHash + 7)]
    public void ReservedBytes_NotZero_AreBadReserved(int offset)
    {
        AssertFault(FormatFault.BadReserved, Changed(RunAt + offset, 1));
        AssertFault(FormatFault.BadReserved, Changed(DeathsAt + offset, 1));
        AssertFault(FormatFault.BadReserved, Changed(WordsAt + offset, 1));
    }

    [Theory]
    [InlineData(RunAt, 0)]
    [InlineData(RunAt, 2)]
    [InlineData(RunAt, 3)]
    [InlineData(DeathsAt, 0)]
    [InlineData(DeathsAt, 1)]
    [InlineData(DeathsAt, 3)]
    [InlineData(WordsAt, 1)]
    [InlineData(WordsAt, 2)]
    [InlineData(WordsAt, 4)]
    public void Kind_OtherThanThatOfItsList_IsBadType(int entry, byte kind) =>
        AssertFault(FormatFault.BadType, Changed(entry + IndexEntryLayout.Kind, kind));

    [Theory]
    [InlineData(0)]
    [InlineData(4095)]
    [InlineData(4097)]
    [InlineData(long.MinValue)]
    public void Length_NotOfWholePages_IsBadLength(long lengthBytes) =>
        AssertRuns(FormatFault.BadLength, Run(1, 1, 2) with { LengthBytes = lengthBytes });

    [Fact]
    public void EndOffset_BeyondASegment_IsBadLength()
    {
        IndexFileEntry run = Run(1, 1, 2);
        long largest = FormatLimits.SegmentBytesMax;
        AssertRuns(FormatFault.None, run with { Coverage = run.Coverage with { EndOffsetBytes = largest } });
        AssertRuns(FormatFault.BadLength, run with { Coverage = run.Coverage with { EndOffsetBytes = largest + 1 } });
        AssertRuns(FormatFault.BadLength, run with { Coverage = run.Coverage with { EndOffsetBytes = -1 } });
    }

    [Fact]
    public void Numbers_ZeroNextOrTwice_AreBadOrder()
    {
        AssertRuns(FormatFault.None, Run(9, 1, 2), Run(1, 3, 4));
        AssertRuns(FormatFault.BadOrder, Run(0, 1, 2));
        AssertRuns(FormatFault.BadOrder, Run(10, 1, 2));
        AssertRuns(FormatFault.BadOrder, Run(ulong.MaxValue, 1, 2));
        AssertRuns(FormatFault.BadOrder, Run(4, 1, 2), Run(4, 3, 4));
        AssertFiles(FormatFault.BadOrder, [Run(4, 1, 2)], [Deaths(4, 1, 2)]);
    }

    [Fact]
    public void EntryCount_BeyondI64_IsBadOrder() =>
        AssertRuns(FormatFault.BadOrder, Run(1, 1, 2) with { EntryCount = -1 });

    [Fact]
    public void Runs_WithAGapAnOverlapOrOutOfOrder_AreBadOrder()
    {
        AssertRuns(FormatFault.None, Run(1, 1, 2), Run(2, 3, 3), Run(3, 4, 9));
        AssertRuns(FormatFault.BadOrder, Run(1, 1, 2), Run(2, 4, 5));
        AssertRuns(FormatFault.BadOrder, Run(1, 1, 2), Run(2, 2, 3));
        AssertRuns(FormatFault.BadOrder, Run(1, 3, 4), Run(2, 1, 2));
    }

    [Fact]
    public void Stretch_ThatEndsBeforeItBegins_IsBadOrder() =>
        AssertRuns(FormatFault.BadOrder, Run(1, 1, 2) with
        {
            Coverage = Run(1, 1, 2).Coverage with { FirstGroup = 3 },
        });

    [Fact]
    public void Sequences_ThatDoNotRiseFromFileToFile_AreBadOrder()
    {
        IndexFileEntry second = Run(2, 3, 4);
        second = second with { Coverage = second.Coverage with { FirstSequence = 6 } };
        AssertRuns(FormatFault.BadOrder, Run(1, 1, 2), second);
        IndexFileEntry deaths = Deaths(2, 3, 4);
        deaths = deaths with { Coverage = deaths.Coverage with { FirstSequence = 6 } };
        AssertFiles(FormatFault.BadOrder, [Run(3, 1, 4)], [Deaths(1, 1, 2), deaths]);
    }

    [Fact]
    public void FirstRun_BehindTheFirstSegment_IsBadOrder()
    {
        Manifest manifest = Samples.ManifestWithIndexes with
        {
            Segments = [Samples.SealedEntry(1) with { FirstGroup = 5, LastGroup = 6 }, Samples.Manifest.Segments[1]],
            Deaths = [],
        };
        Assert.True(Manifest.TryRead((manifest with { Runs = [Run(1, 3, 6)] }).Write(), out _, out _));
        Assert.True(Manifest.TryRead((manifest with { Runs = [Run(1, 5, 6)] }).Write(), out _, out _));
        AssertFault(FormatFault.BadOrder, (manifest with { Runs = [Run(1, 6, 6)] }).Write());
    }

    [Fact]
    public void Deaths_MayLeaveOutGroupsButNotGoBackOrBeyondTheRuns()
    {
        IndexFileEntry[] runs = [Run(8, 1, 4), Run(9, 5, 9)];
        AssertFiles(FormatFault.None, runs, []);
        AssertFiles(FormatFault.None, runs, [Deaths(1, 2, 3), Deaths(2, 6, 9)]);
        AssertFiles(FormatFault.BadOrder, runs, [Deaths(1, 2, 3), Deaths(2, 3, 9)]);
        AssertFiles(FormatFault.BadOrder, runs, [Deaths(1, 6, 9), Deaths(2, 2, 3)]);
        AssertFiles(FormatFault.BadOrder, runs, [Deaths(1, 2, 10)]);
        AssertFiles(FormatFault.BadOrder, [], [Deaths(1, 1, 2)]);
    }

    [Fact]
    public void Words_CoverTheLogFromItsFirstGroupWithoutAGapAndNotBeyondTheRuns()
    {
        IndexFileEntry[] runs = [Run(8, 1, 4), Run(9, 5, 9)];
        AssertWords(FormatFault.None, runs, Words(1, 1, 3), Words(2, 4, 9));
        AssertWords(FormatFault.None, runs, Words(1, 1, 3));
        AssertWords(FormatFault.BadOrder, runs, Words(1, 1, 3), Words(2, 5, 9));
        AssertWords(FormatFault.BadOrder, runs, Words(1, 1, 3), Words(2, 3, 9));
        AssertWords(FormatFault.BadOrder, runs, Words(1, 2, 3));
        AssertWords(FormatFault.BadOrder, runs, Words(1, 1, 10));
        AssertWords(FormatFault.BadOrder, runs, Words(8, 1, 4));
        AssertWords(FormatFault.BadOrder, [], Words(1, 1, 2));
        IndexFileEntry ahead = Words(1, 1, 9);
        ahead = ahead with { Coverage = ahead.Coverage with { LastSequence = ahead.Coverage.LastSequence + 1 } };
        AssertWords(FormatFault.BadOrder, runs, ahead);
    }

    [Fact]
    public void Vectors_OfEachModelRise_AndNoneGoesBeyondTheRuns()
    {
        IndexFileEntry[] runs = [Run(8, 1, 4), Run(9, 5, 9)];
        AssertVectors(FormatFault.None, runs, Vectors(1, 2, 3), Vectors(2, 6, 9));
        AssertVectors(FormatFault.None, runs, Vectors(1, 2, 3), Vectors(2, 2, 9, model: 6), Vectors(3, 4, 4));
        AssertVectors(FormatFault.BadOrder, runs, Vectors(1, 2, 3), Vectors(2, 3, 9));
        AssertVectors(FormatFault.BadOrder, runs, Vectors(1, 6, 9), Vectors(3, 1, 1, model: 6), Vectors(2, 2, 3));
        AssertVectors(FormatFault.BadOrder, runs, Vectors(1, 2, 10), Vectors(2, 1, 1, model: 6));
        AssertVectors(FormatFault.BadOrder, runs, Vectors(8, 1, 4));
        AssertVectors(FormatFault.BadOrder, [], Vectors(1, 1, 2));
        AssertVectors(FormatFault.BadType, runs, Words(1, 1, 4));
    }

    [Fact]
    public void EndSegment_NeitherListedNorBelowAllThatAre_IsBadOrder()
    {
        SegmentEntry[] segments = [Samples.SealedEntry(3), Samples.SealedEntry(5), Samples.SealedEntry(9)];
        (ulong Segment, bool IsSound)[] cases = [(0, true), (2, true), (3, true), (4, false), (9, true), (10, false)];
        foreach ((ulong segment, bool isSound) in cases)
        {
            IndexFileEntry run = Run(1, 1, 2);
            Manifest manifest = Samples.Manifest with
            {
                NextSegment = 20,
                NextIndexFile = 10,
                Segments = segments,
                Runs = [run with { Coverage = run.Coverage with { EndSegment = segment } }],
            };
            Assert.Equal(isSound, Manifest.TryRead(manifest.Write(), out _, out FormatFault fault));
            Assert.Equal(isSound ? FormatFault.None : FormatFault.BadOrder, fault);
        }
    }

    [Fact]
    public void Runs_WithoutSegments_AreBadOrder() =>
        AssertFault(FormatFault.BadOrder, (Samples.ManifestWithIndexes with { Segments = [] }).Write());

    private static IndexFileEntry Run(ulong number, ulong firstGroup, ulong lastGroup) =>
        Samples.IndexFile(IndexFileKind.Run, number, firstGroup, lastGroup);

    private static IndexFileEntry Deaths(ulong number, ulong firstGroup, ulong lastGroup) =>
        Samples.IndexFile(IndexFileKind.Deaths, number, firstGroup, lastGroup);

    private static IndexFileEntry Words(ulong number, ulong firstGroup, ulong lastGroup) =>
        Samples.IndexFile(IndexFileKind.Words, number, firstGroup, lastGroup);

    private static void AssertRuns(FormatFault expected, params IndexFileEntry[] runs) =>
        AssertFiles(expected, runs, []);

    private static void AssertWords(FormatFault expected, IndexFileEntry[] runs, params IndexFileEntry[] words) =>
        AssertFiles(expected, runs, [], words);

    private static IndexFileEntry Vectors(ulong number, ulong firstGroup, ulong lastGroup, ulong model = 5) =>
        Samples.IndexFile(IndexFileKind.Vectors, number, firstGroup, lastGroup) with { ModelHash = model };

    private static void AssertVectors(FormatFault expected, IndexFileEntry[] runs, params IndexFileEntry[] vectors)
    {
        Manifest manifest = Samples.Manifest with { NextIndexFile = 10, Runs = runs, Vectors = vectors };
        byte[] bytes = manifest.Write();
        Assert.Equal(expected == FormatFault.None, Manifest.TryRead(bytes, out Manifest? read, out FormatFault fault));
        Assert.Equal(expected, fault);
        if (read is not null) Assert.Equal(vectors, read.Vectors);
    }

    private static void AssertFiles(
        FormatFault expected, IndexFileEntry[] runs, IndexFileEntry[] deaths, IndexFileEntry[]? words = null)
    {
        Manifest manifest =
            Samples.Manifest with { NextIndexFile = 10, Runs = runs, Deaths = deaths, Words = words ?? [] };
        Assert.Equal(expected == FormatFault.None, Manifest.TryRead(manifest.Write(), out _, out FormatFault fault));
        Assert.Equal(expected, fault);
    }

    private static byte[] Changed(int offset, byte value) =>
        Samples.MendManifest(Samples.Put(Samples.ManifestWithWords.Write(), offset, value));

    private static void AssertFault(FormatFault expected, byte[] bytes)
    {
        Assert.False(Manifest.TryRead(bytes, out Manifest? manifest, out FormatFault fault));
        Assert.Equal(expected, fault);
        Assert.Null(manifest);
    }
}
