using System.Text;
using Feedlog.Format.Frames;
using Feedlog.Format.Storage;
using Feedlog.Fsck;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>With --deep: frames whose checksums are right and that carry what no writer may write.</summary>
public sealed class DeepCheckTests
{
    private static readonly CheckOptions s_deep = new() { IsDeep = true };

    [Fact]
    public async Task CheckDeep_EverythingThatARecordCanCarry_IsSilent()
    {
        MemoryStorage storage = new();
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments))
        {
            await SampleStores.AppendAsync(store, 0, 60, Durability.Durable);
            await SampleStores.AppendAsync(store, 0, 30, Durability.Durable);
            await store.AppendAsync(new RecordDraft { ContentBytes = new byte[] { 0xFF, 0xFE } });
            await store.AppendAsync(new RecordDraft { Content = "x", Metadata = "{\"a\":\"\\ud800\",\"a\":[1e400]}" });
            await store.DeleteAsync("kettle-3");
            await store.DeleteAsync((await store.AppendAsync("y")).Id);
        }

        CheckReport report = StoreImage.Of(storage).Check(s_deep);

        Assert.Empty(report.Findings);
        Assert.Equal(95, report.Totals.IntactFrames);
    }

    [Theory]
    [InlineData("kettle-0", "key is not UTF-8")]
    [InlineData("kitchen", "Stream is not UTF-8")]
    [InlineData("note", "Kind is not UTF-8")]
    [InlineData("blue", "tags is not UTF-8")]
    [InlineData("{\"n\"", "metadata is not UTF-8")]
    public async Task CheckDeep_TextThatIsNotUtf8_IsNamed(string part, string expected) =>
        await AssertIrregularAsync(expected, frame => frame[IndexOf(frame, part)] = 0xFF);

    [Theory]
    [InlineData("[\"n\":0}")]
    [InlineData("{\"n\":0]")]
    [InlineData("\"n\":0  ")]
    [InlineData("[     ]")]
    [InlineData("1234567")]
    [InlineData("{} {}  ")]
    public async Task CheckDeep_MetadataThatIsNoObject_IsNamed(string metadata) =>
        await AssertIrregularAsync("metadata is no JSON object", frame =>
            Encoding.UTF8.GetBytes(metadata).CopyTo(frame.AsSpan(IndexOf(frame, "{\"n\":0}"))));

    [Fact]
    public async Task CheckDeep_ExtensionTwice_IsNamed() => await AssertIrregularAsync("is there twice", frame =>
        frame[IndexOf(frame, "note") - ExtensionReader.PrefixBytes] = (byte)ExtensionType.Stream);

    [Fact]
    public async Task CheckDeep_RecordWithoutId_IsNamed() => await AssertIrregularAsync("without an id", frame =>
        frame.AsSpan(FrameLayout.Id, sizeof(ulong)).Clear());

    [Fact]
    public async Task CheckDeep_RecordThatCallsItselfATombstone_IsNamed() => await AssertIrregularAsync(
        "flag of a tombstone", frame => frame[FrameLayout.Flags] |= (byte)FrameFlags.ById);

    [Fact]
    public async Task CheckDeep_TombstoneThatIsNone_IsNamed()
    {
        await AssertIrregularAsync("content or metadata", frame =>
        {
            frame[FrameLayout.Type] = (byte)FrameType.Tombstone;
            frame[FrameLayout.Flags] = (byte)FrameFlags.HasKey;
            frame.AsSpan(FrameLayout.Id, sizeof(ulong)).Clear();
        });
        await AssertIrregularAsync("neither a key nor an id, or both", frame =>
        {
            frame[FrameLayout.Type] = (byte)FrameType.Tombstone;
            frame[FrameLayout.Flags] |= (byte)FrameFlags.ById;
        });
        await AssertIrregularAsync("does not go with its flags", frame =>
            frame[FrameLayout.Type] = (byte)FrameType.Tombstone);
    }

    [Fact]
    public async Task CheckDeep_ExpiryOutsideOfTime_IsNamed()
    {
        (StoreImage image, CommitFrame commit) = await CraftedStore.WithAsync(async storage =>
        {
            await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments);
            await store.AppendAsync(new RecordDraft("x"), new AppendOptions { ExpiresAt = DateTimeOffset.UnixEpoch });
        });
        CraftedStore.Frame(image)[FrameLayout.HeaderBytes + ExtensionReader.PrefixBytes + 7] = 0x7F;
        CraftedStore.Reseal(image, commit);

        AssertIrregular(image, "expires outside");
    }

    private static async Task AssertIrregularAsync(string expected, Action<byte[]> change)
    {
        (StoreImage image, CommitFrame commit) = await CraftedStore.WithOneRecordAsync();
        byte[] frame = CraftedStore.Frame(image).ToArray();
        change(frame);
        frame.CopyTo(CraftedStore.Frame(image));
        CraftedStore.Reseal(image, commit);

        AssertIrregular(image, expected);
    }

    private static void AssertIrregular(StoreImage image, string expected)
    {
        Assert.Empty(image.Check().Findings);
        CheckReport report = image.Check(s_deep);

        Finding finding = Assert.Single(report.Findings);
        Assert.Equal(FindingCode.RecordIrregular, finding.Code);
        Assert.Equal(CraftedStore.FrameOffsetBytes, finding.OffsetBytes);
        Assert.Contains(expected, finding.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Benign, report.Exit);
        Assert.Equal(1, report.Totals.IntactFrames);
    }

    private static int IndexOf(byte[] frame, string text)
    {
        int at = frame.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
        Assert.True(at >= 0, text);
        return at;
    }
}
