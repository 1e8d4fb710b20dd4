using Feedlog.Format;
using Feedlog.Format.Indexes;

namespace Feedlog.Tests.Unit.Indexes;

/// <summary>Index files as the manifest lists them.</summary>
public sealed class IndexFileEntryTests
{
    private static readonly IndexFileEntry s_sample = new()
    {
        Number = 7,
        Kind = IndexFileKind.Deaths,
        Coverage = new LogModel(1, 50).Coverage(1..5),
        EntryCount = 41,
        LengthBytes = 3 * IndexPageLayout.PageBytes,
    };

    [Fact]
    public void Entry_IsReadAsItWasWritten()
    {
        byte[] bytes = new byte[IndexEntryLayout.EntryBytes];
        bytes.AsSpan().Fill(0xCC);
        s_sample.Write(bytes);
        Assert.Equal(96, bytes.Length);
        Assert.True(IndexFileEntry.TryRead(bytes, out IndexFileEntry? entry, out FormatFault fault));
        Assert.Equal(s_sample, entry);
        Assert.Equal(FormatFault.None, fault);
    }

    [Theory]
    [InlineData(IndexEntryLayout.Number, 0, FormatFault.BadOrder)]
    [InlineData(IndexEntryLayout.Kind, 0, FormatFault.BadType)]
    [InlineData(IndexEntryLayout.Kind, 5, FormatFault.BadType)]
    [InlineData(IndexEntryLayout.Reserved, 1, FormatFault.BadReserved)]
    [InlineData(IndexEntryLayout.ModelHash + 7, 1, FormatFault.BadReserved)]
    [InlineData(IndexEntryLayout.EntryCount + 7, 0xFF, FormatFault.BadOrder)]
    [InlineData(IndexEntryLayout.Length, 1, FormatFault.BadLength)]
    [InlineData(IndexEntryLayout.Length + 1, 0, FormatFault.BadLength)]
    [InlineData(IndexEntryLayout.Length + 7, 0xFF, FormatFault.BadLength)]
    [InlineData(IndexEntryLayout.EndOffset + 7, 0x80, FormatFault.BadLength)]
    [InlineData(IndexEntryLayout.EndOffset + 3, 5, FormatFault.BadLength)]
    [InlineData(IndexEntryLayout.FirstGroup, 0xFF, FormatFault.BadOrder)]
    [InlineData(IndexEntryLayout.FirstSequence + 7, 1, FormatFault.BadOrder)]
    public void Entry_ThatIsUnsound_IsRefused(int offset, byte value, FormatFault expected)
    {
        byte[] bytes = new byte[IndexEntryLayout.EntryBytes];
        s_sample.Write(bytes);
        bytes[offset] = value;
        Assert.False(IndexFileEntry.TryRead(bytes, out _, out FormatFault fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void Entry_ThatIsCutOff_IsRefused()
    {
        byte[] bytes = new byte[IndexEntryLayout.EntryBytes];
        s_sample.Write(bytes);
        for (int lengthBytes = 0; lengthBytes < bytes.Length; lengthBytes++)
        {
            Assert.False(IndexFileEntry.TryRead(bytes.AsSpan(0, lengthBytes), out _, out FormatFault fault));
            Assert.Equal(FormatFault.Truncated, fault);
        }
    }
}
