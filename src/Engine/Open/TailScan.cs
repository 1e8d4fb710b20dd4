using Feedlog.Format;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Open;

/// <summary>
/// The groups of the open segment that the indexes do not cover, read and checked, and what lies behind the last of
/// them. FORMAT.md section 10. Made by one thread; any may walk what was found.
/// </summary>
internal sealed class TailScan : IDisposable
{
    /// <summary>Groups are held up to here; where there is more, the log is read again as it is wanted.</summary>
    public const long HeldBytesMax = 16 * 1024 * 1024;

    private readonly TailStart _start;
    private readonly IStorageFile _file;
    private readonly HeldGroups _held;

    private TailScan(TailStart start, IStorageFile file, long heldBytesMax, CancellationToken cancellationToken)
    {
        _start = start;
        _file = file;
        _held = new HeldGroups(heldBytesMax);
        GroupScanner groups = Scan(start.OffsetBytes, start.Chain);
        while (groups.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            DurableThrough = Math.Max(DurableThrough, groups.Commit.DurableThrough);
            _held.Add(groups);
        }

        Chain = groups.Chain;
        EndBytes = groups.EndBytes;
        Fault = groups.Fault;
        FaultOffsetBytes = groups.FaultOffsetBytes;
        Evidence = TailEvidence.Read(file, start.Salt, start.SegmentNumber, EndBytes);
    }

    /// <summary>What a group behind the last whole one must follow from.</summary>
    public GroupChain Chain { get; }

    /// <summary>The last whole group; the one before the first if there is none.</summary>
    public ulong LastGroup => Chain.NextGroup - 1;

    /// <summary>Where the last whole group ends, in bytes.</summary>
    public long EndBytes { get; }

    /// <summary>Why no further group is whole; see <see cref="GroupScanner.Fault"/>.</summary>
    public FormatFault Fault { get; }

    /// <summary>Where the frame lies that ended the scan, in bytes.</summary>
    public long FaultOffsetBytes { get; }

    /// <summary>The highest group that a commit of a whole group calls durable.</summary>
    public ulong DurableThrough { get; }

    /// <summary>What lies behind the last whole group.</summary>
    public TailEvidence Evidence { get; }

    /// <summary>Reads and checks what a segment has from a place on.</summary>
    /// <param name="storage">Where the store is.</param>
    /// <param name="start">The place.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="heldBytesMax">Up to where groups are held.</param>
    /// <exception cref="IOException">The segment is missing or cannot be read.</exception>
    public static TailScan Read(
        IStorage storage, TailStart start, CancellationToken cancellationToken, long heldBytesMax = HeldBytesMax)
    {
        IStorageFile file = storage.Open(StoreLayout.Segment(start.SegmentNumber), StorageOpen.Read);
        try
        {
            return new TailScan(start, file, heldBytesMax, cancellationToken);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The groups from a place on where one begins, until this is disposed of; several may be walked at once.
    /// </summary>
    /// <param name="offsetBytes">Where the first of them begins; where the last one ends, for none.</param>
    /// <param name="chain">What the first of them must follow from.</param>
    public IGroupSource GroupsFrom(long offsetBytes, GroupChain chain)
    {
        if (_held.IsWhole) return _held.WalkFrom(offsetBytes, chain);
        return new SameGroups(Scan(offsetBytes, chain), Chain, StoreLayout.Segment(_start.SegmentNumber));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private GroupScanner Scan(long offsetBytes, GroupChain chain) => new(
        _file, _start.Salt, _start.SegmentNumber, offsetBytes, Math.Min(_file.LengthBytes, int.MaxValue), chain);
}
