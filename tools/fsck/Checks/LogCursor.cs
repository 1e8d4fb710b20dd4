using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Shards;

namespace Feedlog.Fsck.Checks;

/// <summary>
/// Walks the frames of a whole log in the order of their sequences, up to its last whole group. One thread at a time.
/// </summary>
internal sealed class LogCursor : IDisposable
{
    private readonly CheckContext _context;
    private readonly Manifest _manifest;
    private readonly Watermark? _watermark;
    private int _nextEntry;
    private GroupChain _before = new(1, 1, 0);
    private CheckedFile? _file;
    private SegmentInPlace? _segment;
    private GroupBatch? _groups;
    private GroupFrames? _frames;
    private ArchivedFrames? _archived;
    private ulong _archivedNumber;
    private int _nextGroup;

    /// <summary>Stands before the first frame.</summary>
    /// <param name="context">The store; it need not be closed.</param>
    /// <exception cref="CommandException">It has no manifest that can be read.</exception>
    public LogCursor(CheckContext context)
    {
        _context = context;
        Manifest? manifest = context.Storage.Exists ? ManifestCheck.Run(context) : null;
        _manifest = manifest ??
            throw new CommandException("NoStore", $"{context.Storage.Place} has no manifest that can be read.");
        _watermark = WatermarkCheck.Run(context, _manifest.Store.Salt);
    }

    /// <summary>The segment of the current frame.</summary>
    public string Path => _archived is null ? _segment?.Path ?? "" : StoreLayout.Segment(_archivedNumber);

    /// <summary>Where the current frame begins in it, in bytes.</summary>
    public long OffsetBytes => _archived?.Address.OffsetBytes ?? _frames?.OffsetBytes ?? 0;

    /// <summary>The header of the current frame.</summary>
    public FrameHeader Header => _archived?.Frame.Header ?? _frames!.Header; // The caller has moved to a frame.

    /// <summary>Bytes that were read of the store.</summary>
    public long BytesRead => _context.Totals.BytesRead;

    /// <summary>Moves to the next frame; false at the end.</summary>
    /// <exception cref="CommandException">The log is damaged.</exception>
    public bool MoveNext()
    {
        while (true)
        {
            if (_archived is not null)
            {
                if (_archived.MoveNext()) return true;
                LeaveArchived(_archived);
            }

            if (_frames is not null && _frames.MoveNext())
            {
                // Its header is all that is asked for.
                _frames.Release();
                return true;
            }

            if (!MoveNextGroup()) return false;
        }
    }

    private void LeaveArchived(ArchivedFrames archived)
    {
        bool isBroken = archived.IsBroken;
        archived.Dispose();
        _archived = null;
        if (isBroken) throw Damaged(StoreLayout.ColdFolder, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _frames?.Dispose();
        _file?.Dispose();
        _archived?.Dispose();
        _frames = null;
        _file = null;
        _archived = null;
    }

    private bool MoveNextGroup()
    {
        while (true)
        {
            _context.CancellationToken.ThrowIfCancellationRequested();
            if (_groups is not null && _nextGroup < _groups.Groups.Count)
            {
                (long startBytes, CommitFrame commit) = _groups.Groups[_nextGroup++];
                _frames!.Begin(startBytes, commit); // Made with the groups.
                return true;
            }

            _frames?.Dispose();
            _frames = null;
            if (_groups is not null && _groups.MoveNext())
            {
                _frames = new GroupFrames(_segment!, _groups.EndBytes); // Made with the groups.
                _nextGroup = 0;
                continue;
            }

            CheckEnd();
            if (!OpenNext()) return false;
            if (_archived is not null) return true;
        }
    }

    // In an open segment everything counts up to the first group that is not whole, unless that was published.
    private void CheckEnd()
    {
        if (_groups is null) return;
        SegmentEntry entry = _manifest.Segments[_nextEntry - 1];
        long endBytes = _groups.EndBytes;
        long publishedBytes = _watermark is Watermark mark && mark.PublishedSegment == entry.Number &&
            mark.PublishedGroup == mark.DurableGroup ? mark.PublishedEndBytes : 0;
        bool isWhole = entry.HasEnded
            ? endBytes == entry.LogicalEndBytes
            : endBytes >= publishedBytes;
        if (!isWhole) throw Damaged(StoreLayout.Segment(entry.Number), endBytes);
        _groups = null;
    }

    private bool OpenNext()
    {
        _file?.Dispose();
        _file = null;
        if (_nextEntry == _manifest.Segments.Count) return false;
        SegmentEntry entry = _manifest.Segments[_nextEntry++];
        if (entry.State == SegmentState.Archived)
        {
            _archived = new ArchivedFrames(_context, _manifest, entry);
            _archivedNumber = entry.Number;
            _before = ManifestCheck.ChainAfter(entry);
            return true;
        }

        string path = StoreLayout.Segment(entry.Number);
        _file = _context.TryOpen(path, out _) ?? throw Damaged(path, 0);
        ListedSegment listed = new(entry, _nextEntry - 1, _before);
        GroupChain first = listed.CheckHeader(_context, _file, _manifest.Store) ?? throw Damaged(path, 0);
        _before = ManifestCheck.ChainAfter(entry);
        long limitBytes = entry.State == SegmentState.Sealed ? entry.LogicalEndBytes : _file.LengthBytes;
        _segment = new SegmentInPlace(_file, path, entry.Number, _manifest.Store.Salt, _context.Large);
        _groups = new GroupBatch(
            _segment, SegmentLayout.HeaderBytes, Math.Min(limitBytes, _file.LengthBytes), first);
        _nextGroup = 0;
        return true;
    }

    private CommandException Damaged(string path, long offsetBytes) => new("Damaged",
        $"{_context.Storage.Place}: {path} cannot be read from byte {offsetBytes} on; run 'fsck verify' on it.");
}
