using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Sealed;

namespace Feedlog.Tests.Unit.Indexes;

/// <summary>An index file with one packed section and its fences, in memory.</summary>
internal sealed class PackedFile
{
    private readonly IndexFolder _folder = new();

    /// <summary>Writes the section.</summary>
    public PackedFile(Action<PackedSectionWriter> write)
    {
        using IndexFileWriter writer = new(
            _folder.Storage, LogModel.Store, _folder.NextNumber(), IndexFileKind.Run, 0);
        PackedSectionWriter section = new(writer, IndexSectionType.Times);
        write(section);
        section.Finish();
        Entry = writer.Finish(new LogModel(1, 1).Coverage(..1), section.Count);
        Bytes = _folder.Bytes(Entry);
    }

    /// <summary>What the manifest would say of the file.</summary>
    public IndexFileEntry Entry { get; }

    /// <summary>The bytes of the file.</summary>
    public byte[] Bytes { get; }

    /// <summary>A file with these entries.</summary>
    public static PackedFile Of(IEnumerable<TimeEntry> entries) => new(section =>
    {
        foreach (TimeEntry entry in entries) section.Add(entry);
    });

    /// <summary>Opens the file and its section, with other bytes if there are any.</summary>
    public IndexFileReader Open(bool isMapped, out PackedSection section, byte[]? bytes = null)
    {
        if (bytes is not null) _folder.Replace(Entry, bytes);
        Assert.True(IndexFileReader.TryOpen(
            _folder.Storage, LogModel.Store, Entry, IndexFolder.Pages(isMapped), out IndexFileReader? reader,
            out FormatFault fault));
        Assert.Equal(FormatFault.None, fault);
        Assert.True(PackedSection.TryOpen(reader, IndexSectionType.Times, out PackedSection? opened));
        section = opened!; // There are entries.
        return reader;
    }

    /// <summary>The payload of a page of the section.</summary>
    public ReadOnlySpan<byte> Payload(int page) =>
        Bytes.AsSpan((1 + page) * IndexPageLayout.PageBytes, IndexPageLayout.PayloadBytes);
}
