using System.Buffers.Binary;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Sealed;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Indexes;

/// <summary>Whatever well-sealed pages and fences say, look-ups end with an answer or say that they are damaged.
/// </summary>
public sealed class ForgedPackedPageTests
{
    [Theory]
    [InlineData(PackedPageLayout.Count, 0, 0)]
    [InlineData(PackedPageLayout.Count, 1, 0)]
    [InlineData(PackedPageLayout.Count + 1, 0xFF, 0)]
    [InlineData(PackedPageLayout.TimeBits, 64, 0)]
    [InlineData(PackedPageLayout.TimeBits, 0xFF, 0)]
    [InlineData(PackedPageLayout.SequenceBits, 65, 0)]
    [InlineData(PackedPageLayout.SequenceBits, 0x80, 0)]
    [InlineData(PackedPageLayout.Slope, 2, 0)]
    [InlineData(PackedPageLayout.Slope, 0xFE, 0)]
    [InlineData(PackedPageLayout.Reserved, 1, 0)]
    [InlineData(PackedPageLayout.Reserved + 2, 1, 0)]
    [InlineData(PackedPageLayout.Time, 1, 0)]
    [InlineData(TimeFenceLayout.EntryCount, 1, 1)]
    [InlineData(TimeFenceLayout.FirstEntry, 1, 1)]
    [InlineData(TimeFenceLayout.FirstEntry + 7, 0xFF, 1)]
    [InlineData(TimeFenceLayout.Time, 1, 1)]
    public void FieldThatCannotBe_IsFound(int offset, byte value, int section)
    {
        PackedFile file = PackedFile.Of(PackedLists.Make("jitter", 1000, seed: 1));
        byte[] bytes = file.Bytes.ToArray();
        int page = section == 0 ? 1 : bytes.Length / IndexPageLayout.PageBytes - 1;
        bytes[page * IndexPageLayout.PageBytes + offset] = value;
        Reseal(bytes, page);
        using IndexFileReader reader = file.Open(isMapped: true, out PackedSection opened, bytes);
        IndexDamageException exception = Assert.Throws<IndexDamageException>(
            () => Walk(new PackedCursor(opened, 0, 1000, isReverse: false)));
        Assert.Equal(Feedlog.Format.FormatFault.BadOrder, exception.Fault);
    }

    [Fact]
    public void UnitOfZero_IsFound()
    {
        PackedFile file = PackedFile.Of(PackedLists.Make("days", 100, seed: 1));
        byte[] bytes = file.Bytes.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(
            bytes.AsSpan(IndexPageLayout.PageBytes + PackedPageLayout.TimeUnit), 0);
        Reseal(bytes, 1);
        using IndexFileReader reader = file.Open(isMapped: true, out PackedSection section, bytes);
        Assert.Throws<IndexDamageException>(() => section.CountTimesBelow(long.MaxValue));
        Assert.Throws<IndexDamageException>(() => section.At(0));
    }

    [Fact]
    public void AnyBytes_AreAnsweredOrRefused()
    {
        int rounds = TestLevel.Count(onShort: 2000, onCi: 30_000, onSoak: 1_000_000);
        int answered = 0;
        int refused = 0;
        foreach (string style in (string[])["jitter", "wild", "mixed", "equal times"])
        {
            PackedFile file = PackedFile.Of(PackedLists.Make(style, 3000, seed: 3));
            int pages = file.Bytes.Length / IndexPageLayout.PageBytes;
            for (int i = 0; i < rounds / 4; i++)
            {
                Random random = new(i);
                byte[] bytes = file.Bytes.ToArray();
                for (int changes = random.Next(1, 4); changes > 0; changes--)
                {
                    int page = random.Next(1, pages);
                    // Mostly where heads and fences are.
                    int reach = random.Next(4) == 0 ? IndexPageLayout.PayloadBytes : 2 * TimeFenceLayout.EntryBytes;
                    bytes[page * IndexPageLayout.PageBytes + random.Next(reach)] = random.Next(3) switch
                    {
                        0 => 0xFF,
                        1 => 0,
                        _ => (byte)random.Next(256),
                    };
                    Reseal(bytes, page);
                }

                using IndexFileReader reader = file.Open(isMapped: i % 2 == 0, out PackedSection section, bytes);
                Ask(section, random, ref answered, ref refused);
            }
        }

        Assert.True(answered > 0 && refused > 0);
    }

    private static void Ask(PackedSection section, Random random, ref int answered, ref int refused)
    {
        long atMs = random.NextInt64(long.MinValue, long.MaxValue);
        Action[] questions =
        [
            () => Walk(PackedCursor.OfAll(section)),
            () => Walk(new PackedCursor(
                section, section.CountTimesBelow(random.Next(2) == 0 ? 0 : atMs), section.Count, isReverse: false)),
            () => Walk(new PackedCursor(
                section, section.CountTimesBelow(-atMs), section.CountTimesBelow(long.MaxValue), isReverse: true)),
            () => section.CountSequencesBelow((ulong)atMs),
            () =>
            {
                if (section.Count > 0) section.At(random.NextInt64(section.Count));
            },
        ];
        foreach (Action question in questions)
        {
            try
            {
                question();
                answered++;
            }
            catch (IndexDamageException exception)
            {
                Assert.Equal(Feedlog.Format.FormatFault.BadOrder, exception.Fault);
                refused++;
            }
        }
    }

    private static void Walk(PackedCursor cursor)
    {
        // As many as the pages could hold, and no more.
        for (int i = 0; cursor.MoveNext(); i++) Assert.True(i < 50 * PackedPageLayout.CountMax);
    }

    private static void Reseal(byte[] bytes, int page) => IndexPage.Seal(
        bytes.AsSpan(page * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes), LogModel.Store.Salt, 1, page);
}
