using System.Globalization;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;
using Feedlog.Fsck.Indexes;

namespace Feedlog.Fsck;

/// <summary>
/// Prints the frames of the segments, wherever their headers are sound, and the sections of the index files, one a
/// line. Lengths are printed, contents never.
/// </summary>
internal sealed class DumpCommand(DiskStorage storage, ReportWriter writer)
{
    private long _framesLeft;

    /// <summary>Only this segment; all if left out.</summary>
    public ulong? Segment { get; init; }

    /// <summary>Where to begin in each segment, in bytes.</summary>
    public long FromBytes { get; init; }

    /// <summary>How many frames to print at most.</summary>
    public long FramesMax { get; init; } = long.MaxValue;

    /// <summary>Runs the command; returns the exit code.</summary>
    public int Run(CancellationToken cancellationToken)
    {
        CheckContext context = new(storage, new CheckOptions(), null, cancellationToken);
        _framesLeft = FramesMax;
        List<ulong> numbers = Numbers(context);
        if (numbers.Count == 0) context.Report(FindingCode.NotAStore, "", 0, "There is no such segment.");
        foreach (ulong number in numbers)
        {
            if (_framesLeft == 0) break;
            DumpSegment(context, number);
        }

        if (Segment is null) DumpIndexes(context);
        foreach (Finding finding in context.Findings.Kept) writer.WriteToError(finding);
        return context.Findings.ExitBits;
    }

    private List<ulong> Numbers(CheckContext context)
    {
        List<ulong> numbers = [];
        foreach (string name in context.List(StoreLayout.HotFolder))
        {
            bool isWanted = StoreLayout.TryParseSegment(name, out ulong number) &&
                (Segment is null || number == Segment);
            if (isWanted) numbers.Add(number);
        }

        return numbers;
    }

    private void DumpSegment(CheckContext context, ulong number)
    {
        string path = StoreLayout.Segment(number);
        using CheckedFile? file = context.TryOpen(path, out _);
        if (file is null || HeaderCheck.Read(context, file, path, out _) is not SegmentHeader header) return;
        SegmentInPlace segment = new(file, path, header.Number, header.Store.Salt, context.Large);
        long startBytes = Math.Max(SegmentLayout.HeaderBytes, Math.Min(FromBytes, segment.File.LengthBytes));
        using FrameSearch search = segment.Search(startBytes, segment.File.LengthBytes);
        long expectedBytes = FrameLayout.Align(startBytes);
        while (_framesLeft > 0 && search.MoveNext())
        {
            if (search.OffsetBytes > expectedBytes) WriteGap(path, expectedBytes, search.OffsetBytes);
            WriteFrame(path, search);
            expectedBytes = search.EndBytes;
            _framesLeft--;
        }
    }

    // One line for each section: entries are for explain.
    private void DumpIndexes(CheckContext context)
    {
        CheckOptions options = new() { FindingsMax = 0, IsQuick = true };
        CheckContext quiet = new(storage, options, null, context.CancellationToken);
        if (ManifestCheck.Run(quiet) is not Manifest manifest) return;
        IndexFileCheck check = new(quiet, manifest.Store);
        foreach (IndexFileEntry entry in manifest.IndexFiles)
        {
            if (check.Run(entry) is not IndexFileInPlace file) continue;
            foreach (IndexSectionEntry section in file.Header.Sections)
            {
                if (_framesLeft-- <= 0) return;
                writer.WriteRow(
                [
                    ("file", file.Path),
                    ("offset", file.OffsetOf(section.Type)),
                    ("length", new IndexSection(section.EntryBytes, section.FirstPage, section.EntryCount).PageCount *
                        IndexPageLayout.PageBytes),
                    ("type", section.Type.ToString()),
                    ("entryBytes", section.EntryBytes),
                    ("entries", section.EntryCount),
                ]);
            }
        }
    }

    private void WriteGap(string path, long fromBytes, long toBytes) => writer.WriteRow(
    [
        ("file", path),
        ("offset", fromBytes),
        ("length", toBytes - fromBytes),
        ("type", "gap"),
    ]);

    private void WriteFrame(string path, FrameSearch search)
    {
        FrameHeader header = search.Header;
        bool isCommit = header.Type == FrameType.Commit;
        writer.WriteRow(
        [
            ("file", path),
            ("offset", search.OffsetBytes),
            ("length", header.TotalLengthBytes),
            ("type", header.Type.ToString()),
            (isCommit ? "group" : "sequence", header.Sequence),
            ("id", header.Id == 0 ? null : header.Id.ToString("x16", CultureInfo.InvariantCulture)),
            ("timestamp", header.TimestampMs),
            ("flags", header.Flags == FrameFlags.None ? null : header.Flags.ToString()),
            ("keyBytes", header.KeyLengthBytes),
            ("extensionBytes", header.ExtensionsLengthBytes),
            ("contentBytes", header.ContentLengthBytes),
            ("metadataBytes", header.MetadataLengthBytes),
            ("fault", search.BodyFault == FormatFault.None ? null : search.BodyFault.ToString()),
        ]);
    }
}
