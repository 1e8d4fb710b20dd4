using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Feedlog.Format.Segments;

namespace Feedlog.Format.Indexes;

/// <summary>
/// What the footer of a segment will need to know of the part of it that an index file covers: section SegmentState.
/// </summary>
/// <remarks><see cref="ChunkTracker"/> captures and restores it.</remarks>
public sealed record OpenSegmentState
{
    private const int HashesPerRow = SegmentStateLayout.RowBytes / sizeof(ulong);

    /// <summary>The segment's number.</summary>
    public required ulong SegmentNumber { get; init; }

    /// <summary>Number of its groups.</summary>
    public required long GroupCount { get; init; }

    /// <summary>Number of its slots.</summary>
    public required long SlotCount { get; init; }

    /// <summary>Earliest timestamp in ms; <see cref="long.MaxValue"/> if there are no slots.</summary>
    public required long TimeMinMs { get; init; }

    /// <summary>Latest timestamp in ms; <see cref="long.MinValue"/> if there are no slots.</summary>
    public required long TimeMaxMs { get; init; }

    /// <summary>Earliest expiry in ms; <see cref="long.MaxValue"/> for none.</summary>
    public required long ExpiryMinMs { get; init; }

    /// <summary>The complete chunks.</summary>
    public required IReadOnlyList<ChunkEntry> Chunks { get; init; }

    /// <summary>The chunk that may still grow, with hash 0; its slot count is 0 if there is none.</summary>
    public required ChunkEntry OpenChunk { get; init; }

    /// <summary>The header checksums of the frames of the open chunk.</summary>
    public required ReadOnlyMemory<ulong> OpenChunkHashes { get; init; }

    /// <summary>Number of rows that it takes.</summary>
    public int RowCount => RowsBeforeChunks(OpenChunk.SlotCount) + Chunks.Count;

    /// <summary>Writes all rows.</summary>
    /// <param name="target">At least <see cref="RowCount"/> rows.</param>
    public void Write(Span<byte> target)
    {
        for (int row = 0; row < RowCount; row++) WriteRow(row, target[(row * SegmentStateLayout.RowBytes)..]);
    }

    /// <summary>Writes one row.</summary>
    public void WriteRow(int row, Span<byte> target)
    {
        int rowsBefore = RowsBeforeChunks(OpenChunk.SlotCount);
        if (row == 0) WriteFirstRow(target);
        else if (row >= rowsBefore) Chunks[row - rowsBefore].Write(target);
        else if (row == 1) OpenChunk.Write(target);
        else WriteHashes((row - 2) * HashesPerRow, target);
    }

    /// <summary>Reads and checks all rows. Never throws.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> source, [NotNullWhen(true)] out OpenSegmentState? state, out FormatFault fault)
    {
        state = null;
        fault = FormatFault.Truncated;
        if (source.Length < SegmentStateLayout.RowBytes) return false;

        ulong openSlotCount = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentStateLayout.OpenSlotCount..]);
        bool isSized = openSlotCount <= FormatLimits.ChunkSlotsMax && source.Length % SegmentStateLayout.RowBytes == 0;
        int rowsBefore = isSized ? RowsBeforeChunks((int)openSlotCount) : 0;
        if (!isSized || source.Length < rowsBefore * SegmentStateLayout.RowBytes) fault = FormatFault.BadLength;
        else if (BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentStateLayout.Reserved..]) != 0)
            fault = FormatFault.BadReserved;
        else fault = FormatFault.None;
        if (fault != FormatFault.None) return false;

        return TryReadChunks(source, (int)openSlotCount, out ChunkEntry openChunk, out ulong[] hashes, out fault) &&
            TryReadRest(source, rowsBefore, openChunk, hashes, out state, out fault);
    }

    private static int RowsBeforeChunks(int openSlotCount) =>
        openSlotCount == 0 ? 1 : 2 + SegmentStateLayout.HashRows;

    private static bool TryReadChunks(
        ReadOnlySpan<byte> source, int openSlotCount, out ChunkEntry openChunk, out ulong[] hashes,
        out FormatFault fault)
    {
        openChunk = default;
        hashes = [];
        fault = FormatFault.None;
        if (openSlotCount == 0) return true;

        bool isChunk = ChunkEntry.TryRead(source[SegmentStateLayout.RowBytes..], out openChunk);
        if (!isChunk || openChunk.SlotCount != openSlotCount || openChunk.Hash != 0)
        {
            fault = FormatFault.BadLength;
            return false;
        }

        ReadOnlySpan<byte> rows = source.Slice(
            2 * SegmentStateLayout.RowBytes, SegmentStateLayout.HashRows * SegmentStateLayout.RowBytes);
        hashes = new ulong[openSlotCount];
        for (int i = 0; i < hashes.Length; i++)
            hashes[i] = BinaryPrimitives.ReadUInt64LittleEndian(rows[(i * sizeof(ulong))..]);
        if (rows[(hashes.Length * sizeof(ulong))..].ContainsAnyExcept((byte)0)) fault = FormatFault.BadReserved;
        return fault == FormatFault.None;
    }

    private static bool TryReadRest(
        ReadOnlySpan<byte> source, int rowsBefore, ChunkEntry openChunk, ulong[] hashes,
        [NotNullWhen(true)] out OpenSegmentState? state, out FormatFault fault)
    {
        state = null;
        fault = FormatFault.BadLength;
        ChunkEntry[] chunks = new ChunkEntry[source.Length / SegmentStateLayout.RowBytes - rowsBefore];
        long slotCount = openChunk.SlotCount;
        for (int i = 0; i < chunks.Length; i++)
        {
            if (!ChunkEntry.TryRead(source[((rowsBefore + i) * SegmentStateLayout.RowBytes)..], out chunks[i]))
                return false;
            slotCount += chunks[i].SlotCount;
        }

        state = new OpenSegmentState
        {
            SegmentNumber = BinaryPrimitives.ReadUInt64LittleEndian(source[SegmentStateLayout.Segment..]),
            GroupCount = BinaryPrimitives.ReadInt64LittleEndian(source[SegmentStateLayout.GroupCount..]),
            SlotCount = BinaryPrimitives.ReadInt64LittleEndian(source[SegmentStateLayout.SlotCount..]),
            TimeMinMs = BinaryPrimitives.ReadInt64LittleEndian(source[SegmentStateLayout.TimeMin..]),
            TimeMaxMs = BinaryPrimitives.ReadInt64LittleEndian(source[SegmentStateLayout.TimeMax..]),
            ExpiryMinMs = BinaryPrimitives.ReadInt64LittleEndian(source[SegmentStateLayout.ExpiryMin..]),
            Chunks = chunks,
            OpenChunk = openChunk,
            OpenChunkHashes = hashes,
        };
        fault = state.SlotCount == slotCount && state.GroupCount >= 0 ? FormatFault.None : FormatFault.BadOrder;
        if (fault != FormatFault.None) state = null;
        return state is not null;
    }

    private void WriteFirstRow(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target[SegmentStateLayout.Segment..], SegmentNumber);
        BinaryPrimitives.WriteInt64LittleEndian(target[SegmentStateLayout.GroupCount..], GroupCount);
        BinaryPrimitives.WriteInt64LittleEndian(target[SegmentStateLayout.SlotCount..], SlotCount);
        BinaryPrimitives.WriteInt64LittleEndian(target[SegmentStateLayout.TimeMin..], TimeMinMs);
        BinaryPrimitives.WriteInt64LittleEndian(target[SegmentStateLayout.TimeMax..], TimeMaxMs);
        BinaryPrimitives.WriteInt64LittleEndian(target[SegmentStateLayout.ExpiryMin..], ExpiryMinMs);
        BinaryPrimitives.WriteInt64LittleEndian(target[SegmentStateLayout.OpenSlotCount..], OpenChunk.SlotCount);
        BinaryPrimitives.WriteUInt64LittleEndian(target[SegmentStateLayout.Reserved..], 0);
    }

    private void WriteHashes(int first, Span<byte> target)
    {
        ReadOnlySpan<ulong> hashes = OpenChunkHashes.Span;
        for (int i = 0; i < HashesPerRow; i++)
        {
            ulong hash = first + i < hashes.Length ? hashes[first + i] : 0;
            BinaryPrimitives.WriteUInt64LittleEndian(target[(i * sizeof(ulong))..], hash);
        }
    }
}
