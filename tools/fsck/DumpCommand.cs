using System.Globalization;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;

namespace Feedlog.Fsck;

/// <summary>
/// Prints the frames of the segments, wherever their headers are sound, one a line. Lengths are printed, contents
/// never.
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
