using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Building;
using Feedlog.Fsck.Checks;
using Feedlog.Fsck.Repairing;

namespace Feedlog.Fsck.Copying;

/// <summary>
/// Copies a store as it was at one moment, also while somebody writes to it: its files up to the last group that was
/// published or durable when it began. The copy is the same store, closed in good order, and is verified when it is
/// there.
/// </summary>
internal sealed class BackupRun
{
    private const int AttemptsMax = 4;
    private const int CopyBytes = 256 * 1024;
    private const string LockNote = "fsck makes this copy";

    private readonly IStorage _source;
    private readonly IStorage _target;
    private readonly CheckContext _context;
    private readonly List<string> _made = [];

    /// <summary>A copy from one storage to another.</summary>
    /// <param name="source">The store; only read.</param>
    /// <param name="target">Where the copy goes; it holds nothing yet.</param>
    /// <param name="options">How many findings to keep, and whom to tell how far it is.</param>
    /// <param name="cancellationToken">Ends it; then nothing is left of the copy.</param>
    public BackupRun(IStorage source, IStorage target, CheckOptions options, CancellationToken cancellationToken)
    {
        _source = source;
        _target = target;
        CheckOptions reading = options with { IsLive = true, IsStrict = true, Large = new LargeFrames() };
        _context = new CheckContext(source, reading, null, cancellationToken);
    }

    /// <summary>The last group in the copy.</summary>
    public ulong LastGroup { get; private set; }

    /// <summary>The last sequence in the copy.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>Copies and verifies.</summary>
    /// <returns>What a check of the copy found.</returns>
    /// <exception cref="CommandException">There is no store, or something in the place of the copy.</exception>
    /// <exception cref="IOException">The copy could not be written; nothing is left of it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left of the copy.</exception>
    public CheckReport Run()
    {
        if (!_source.Exists) throw new CommandException("NoStore", $"There is no folder {_source.Place}.");
        TargetFolder.RequireUnused(_target);
        _target.CreateFolder("");
        if (!_target.TryLock(StorageLockKind.Writer, LockNote, out IDisposable? targetLock, out string holder))
            throw new CommandException("Locked", $"{_target.Place} is in use: {holder}");
        using (targetLock)
        {
            bool isFinished = false;
            try
            {
                CheckReport report = RunLocked();
                isFinished = (report.Exit & ExitCode.Cancelled) == 0;
                _context.CancellationToken.ThrowIfCancellationRequested();
                return report;
            }
            finally
            {
                if (!isFinished) TargetFolder.Clear(_target, _made);
            }
        }
    }

    private CheckReport RunLocked()
    {
        for (int attempt = 1; ; attempt++)
        {
            Moment before = Moment.Read(_source, _context.CancellationToken);
            bool isCopied = TryCopy(attempt == AttemptsMax);
            if (isCopied)
            {
                CheckReport report = new StoreCheck(_target, _context.Options with { IsLive = false, IsStrict = false })
                    .Run(_context.CancellationToken);
                bool isJudged = (report.Exit & ExitCode.Damage) == 0 || attempt == AttemptsMax ||
                    Moment.Read(_source, _context.CancellationToken) == before;
                if (isJudged) return report;
            }

            // A writer has replaced files in between: what was copied may be of two moments.
            TargetFolder.Clear(_target, _made);
            _made.Clear();
        }
    }

    // False if a file that the manifest lists is gone, because a newer manifest does not list it any more.
    private bool TryCopy(bool isLast)
    {
        Manifest first = ManifestCheck.Run(_context) ??
            throw new CommandException("NoStore", $"{_source.Place} has no manifest that can be read.");
        Watermark? watermark = WatermarkCheck.Run(_context, first.Store.Salt);
        // Read after the watermark: it lists every segment that the watermark may name.
        Manifest manifest = ManifestCheck.Run(_context) ?? first;
        long totalBytes = manifest.Segments.Where(entry => entry.State != SegmentState.Archived)
            .Sum(entry => entry.LogicalEndBytes) + manifest.Shards.Sum(shard => shard.LengthBytes) +
            manifest.IndexFiles.Sum(file => file.LengthBytes);
        _context.Options.Meter?.Begin("copying", totalBytes);
        try
        {
            _target.CreateFolder(StoreLayout.HotFolder);
            List<SegmentEntry> entries = [];
            foreach (SegmentEntry entry in manifest.Segments)
                entries.Add(entry.State == SegmentState.Sealed ? CopySealed(entry) : entry);
            foreach (ShardEntry shard in manifest.Shards) CopyShard(shard);
            Watermark mark = CopyOpen(manifest, watermark);
            bool hasIndexes = TryCopyIndexes(manifest);
            Finish(manifest with
            {
                Segments = entries,
                Runs = hasIndexes ? manifest.Runs : [],
                Deaths = hasIndexes ? manifest.Deaths : [],
                Words = hasIndexes ? manifest.Words : [],
                Vectors = hasIndexes ? manifest.Vectors : [],
            }, mark);
            return true;
        }
        catch (FileNotFoundException) when (!isLast)
        {
            return false;
        }
    }

    private SegmentEntry CopySealed(SegmentEntry entry)
    {
        string path = StoreLayout.Segment(entry.Number);
        using CheckedFile file = Open(path);
        long endBytes = entry.LogicalEndBytes;
        long footerBytes = 0;
        if (entry.FooterOffsetBytes > 0)
        {
            Span<byte> head = stackalloc byte[FrameLayout.HeaderBytes];
            head[file.Read(entry.FooterOffsetBytes, head)..].Clear();
            // Only how much to copy; whether it is a footer the check of the copy will say.
            footerBytes = Math.Clamp(FrameHeader.Parse(head, 0).TotalLengthBytes, 0, FormatLimits.FrameBytesMax);
            endBytes = entry.FooterOffsetBytes + footerBytes;
        }

        CopyPart(file, path, Math.Min(endBytes, file.LengthBytes));
        return footerBytes == 0 ? entry with { FooterOffsetBytes = 0 } : entry;
    }

    private void CopyShard(ShardEntry shard)
    {
        foreach (string folder in StoreLayout.ShardFolders(shard.Month)) _target.CreateFolder(folder);
        using CheckedFile file = Open(shard.Path);
        CopyPart(file, shard.Path, shard.LengthBytes);
        foreach (string folder in StoreLayout.ShardFolders(shard.Month)) _target.SyncFolder(folder);
    }

    // Up to the last group that somebody was told of.
    private Watermark CopyOpen(Manifest manifest, Watermark? watermark)
    {
        SegmentEntry? entry = manifest.Segments.Count > 0 ? manifest.Segments[^1] : null;
        if (entry is null || entry.State != SegmentState.Open)
            throw new CommandException("Damaged", $"The manifest of {_source.Place} lists no open segment.");
        string path = StoreLayout.Segment(entry.Number);
        using CheckedFile file = Open(path);
        if (!HeaderCheck.TryRead(file, out SegmentHeader header, out FormatFault fault))
            throw new CommandException("Damaged", $"The header of {path} cannot be read: {fault}.");
        GroupChain chain = new(header.FirstGroup, header.FirstSequence, header.PreviousCommit);
        SegmentInPlace segment = new(file, path, entry.Number, manifest.Store.Salt, _context.Large);
        CheckContext quiet = new(_source, _context.Options with { FindingsMax = 0 }, null, _context.CancellationToken);
        SegmentSurvey all = SegmentSurvey.Read(quiet, segment, chain, file.LengthBytes, ulong.MaxValue);
        ulong covered = manifest.Runs.Count == 0 ? 0 : manifest.Runs[^1].Coverage.LastGroup;
        ulong told = watermark is Watermark known
            ? Math.Max(Math.Max(known.PublishedGroup, covered), all.Tally.DurableThrough)
            : ulong.MaxValue;
        SegmentSurvey part = SegmentSurvey.Read(quiet, segment, chain, file.LengthBytes, told);
        CopyPart(file, path, part.EndBytes);
        LastGroup = part.Chain.NextGroup - 1;
        bool hasGroups = part.Tally.GroupCount > 0;
        LastSequence = hasGroups ? part.Chain.NextSequence - 1 : header.FirstSequence - header.DeclaredGap - 1;
        return new Watermark
        {
            Counter = watermark?.Counter ?? 0,
            DurableGroup = LastGroup,
            PublishedSegment = entry.Number,
            PublishedEndBytes = part.EndBytes,
            PublishedGroup = LastGroup,
            PublishedSequence = LastSequence,
        };
    }

    // Without them the copy is as good: its first writer makes them anew.
    private bool TryCopyIndexes(Manifest manifest)
    {
        List<string> copied = [];
        try
        {
            _target.CreateFolder(StoreLayout.IndexFolder);
            foreach (IndexFileEntry entry in manifest.IndexFiles)
            {
                string path = StoreLayout.IndexFile(entry.Kind, entry.Number);
                using CheckedFile file = Open(path);
                copied.Add(path);
                CopyPart(file, path, entry.LengthBytes);
            }

            _target.SyncFolder(StoreLayout.IndexFolder);
            return true;
        }
        catch (FileNotFoundException)
        {
            TargetFolder.Clear(_target, copied);
            return false;
        }
    }

    private void Finish(Manifest manifest, in Watermark mark)
    {
        _target.SyncFolder(StoreLayout.HotFolder);
        _made.Add(StoreLayout.Watermark);
        _made.Add(ManifestWriter.WatermarkDraft);
        ManifestWriter.ReplaceWatermark(_target, manifest.Store.Salt, mark);
        _made.Add(StoreLayout.ManifestDraft);
        _made.Add(StoreLayout.Manifest);
        ManifestWriter.Replace(_target, manifest);
    }

    private CheckedFile Open(string path) =>
        _context.TryOpen(path, out _) ?? throw new FileNotFoundException($"{path} cannot be opened.", path);

    private void CopyPart(CheckedFile source, string path, long lengthBytes)
    {
        byte[] buffer = new byte[(int)Math.Clamp(lengthBytes, 1, CopyBytes)];
        _made.Add(path);
        using IStorageFile copy = _target.Open(path, StorageOpen.Create);
        for (long at = 0; at < lengthBytes;)
        {
            int readBytes = source.Read(at, buffer.AsSpan(0, (int)Math.Min(buffer.Length, lengthBytes - at)));
            if (readBytes == 0) break;
            copy.Write(at, buffer.AsSpan(0, readBytes));
            at += readBytes;
        }

        copy.Sync();
    }
}
