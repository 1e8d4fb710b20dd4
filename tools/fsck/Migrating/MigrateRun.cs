using Feedlog.Format;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Format.V1;
using Feedlog.Fsck.Building;
using Feedlog.Indexing.Analysis;

namespace Feedlog.Fsck.Migrating;

/// <summary>
/// Makes a store of a file of frames v1, record by record in the order of the file. The file is only read; the way back
/// is an export.
/// </summary>
internal sealed class MigrateRun
{
    // Large enough that commits do not matter, small enough to be read in one piece.
    private const int GroupFramesMax = 1000;
    private const long GroupBytesMax = 1 << 20;

    private readonly IStorage _source;
    private readonly string _path;
    private readonly IStorage _target;
    private readonly CheckContext _context;

    /// <summary>A migration.</summary>
    /// <param name="source">The folder of the file.</param>
    /// <param name="path">Its name in there.</param>
    /// <param name="target">Where the store goes; it holds nothing yet.</param>
    /// <param name="options">How many findings to keep, and whom to tell how far it is.</param>
    /// <param name="cancellationToken">Ends it; then nothing is left of the store.</param>
    public MigrateRun(
        IStorage source, string path, IStorage target, CheckOptions options, CancellationToken cancellationToken)
    {
        _source = source;
        _path = path;
        _target = target;
        _context = new CheckContext(source, options with { Large = new LargeFrames() }, null, cancellationToken);
    }

    /// <summary>Where segments of the store end, in bytes.</summary>
    public long SegmentBytesMax { get; init; } = FormatLimits.SegmentBytesMax;

    /// <summary>Records in the new store.</summary>
    public long TakenCount { get; private set; }

    /// <summary>Frames that an earlier one said already.</summary>
    public long SkippedCount { get; private set; }

    /// <summary>Migrates and verifies the new store.</summary>
    /// <exception cref="CommandException">There is no such file, or something in the place of the store.</exception>
    /// <exception cref="IOException">The store could not be written; nothing is left of it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left of the store.</exception>
    public CheckReport Run()
    {
        long start = TimeProvider.System.GetTimestamp();
        TargetFolder.RequireUnused(_target);
        using CheckedFile file = _context.TryOpen(_path, out _) ??
            throw new CommandException("NoFile", $"{_path} in {_source.Place} cannot be opened as a file.");
        _context.Options.Meter?.Begin("migrating", 0);
        RepeatedIds repeated = RepeatedIds.Find(() => new PortableReader(_context, file), Count(file));
        using (StoreBuilder target = new(_target, Template(), TimeProvider.System, SegmentBytesMax))
        {
            Copy(file, repeated, target);
            target.Finish(target.LastSequence + 1);
        }

        CheckReport written = new StoreCheck(_target, _context.Options).Run(_context.CancellationToken);
        if ((written.Exit & ExitCode.Cancelled) != 0) throw new OperationCanceledException(_context.CancellationToken);
        foreach (Finding finding in written.Findings)
            _context.Report(finding.Code, finding.File, finding.OffsetBytes, $"In the new store: {finding.Message}");
        return new CheckReport
        {
            Findings = _context.Findings.Kept,
            OmittedCount = _context.Findings.OmittedCount,
            Totals = _context.Totals,
            IsLive = false,
            Seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds,
            Exit = _context.Findings.ExitBits,
        };
    }

    private static Manifest Template() => new()
    {
        Store = ManifestWriter.NewIdentity(),
        Generation = 1,
        NextSegment = 1,
        CreatedAtMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
        Analyzer = Analyzer.Standard.Name,
        UnicodeVersion = Analyzer.Standard.UnicodeVersion,
        Segments = [],
    };

    private long Count(CheckedFile file)
    {
        long count = 0;
        using PortableReader reader = new(_context, file);
        while (reader.MoveNext()) count++;
        return count;
    }

    private void Copy(CheckedFile file, RepeatedIds repeated, StoreBuilder target)
    {
        using PortableReader reader = new(_context, file);
        RecordFrame record = new();
        long groupFrames = 0;
        long groupBytes = 0;
        for (long frame = 0; reader.MoveNext();)
        {
            _context.CancellationToken.ThrowIfCancellationRequested();
            if (reader.Fault != FormatFault.None)
            {
                _context.Report(FindingCode.PortableDamaged, _path, reader.OffsetBytes,
                    $"Bytes {reader.OffsetBytes} to {reader.EndBytes} are no frame v1: {reader.Fault}.");
                continue;
            }

            if (!TryMake(reader, repeated, frame++, record, (ulong)TakenCount + 1)) continue;
            target.LooseTimeMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            target.AddLoose(record.View);
            groupFrames++;
            groupBytes += record.View.Header.TotalLengthBytes;
            TakenCount++;
            _context.Totals.IntactFrames++;
            if (groupFrames < GroupFramesMax && groupBytes < GroupBytesMax) continue;
            target.EndLooseGroup();
            (groupFrames, groupBytes) = (0, 0);
        }
    }

    private bool TryMake(
        PortableReader reader, RepeatedIds repeated, long frame, RecordFrame record, ulong sequence)
    {
        FrameV1View view = reader.Frame;
        RecordFrame.IdOf(view, reader.Bytes, repetition: 0, out bool isOwn);
        // Only an id of ours names one record; of any other text there may be as many as there are.
        if (repeated.Contains(frame, out int earlier, out bool differs) && (isOwn || differs))
        {
            if (!differs) SkippedCount++;
            else Reject(reader, "its id was there before with something else");
            return false;
        }

        if (record.Make(view, reader.Bytes, earlier, sequence) is not string fault) return true;
        Reject(reader, fault);
        return false;
    }

    private void Reject(PortableReader reader, string why) => _context.Report(
        FindingCode.PortableRejected, _path, reader.OffsetBytes, $"The frame makes no record: {why}.");
}
