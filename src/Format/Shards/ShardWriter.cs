using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Format.Shards;

/// <summary>
/// Writes a shard as a draft, chunk by chunk; who made it reads it again before giving it its name. One thread. Memory:
/// one chunk, and the head of each that is written.
/// </summary>
/// <remarks>The header is written last, so what was not finished cannot be taken for a shard.</remarks>
public sealed class ShardWriter : IDisposable
{
    private readonly IStorage _storage;
    private readonly IStorageFile _file;
    private readonly StoreIdentity _store;
    private readonly ShardMonth _month;
    private readonly ulong _number;
    private readonly long _createdAtMs;
    private readonly ShardChunkBuilder _builder;
    private readonly List<ShardChunkHead> _heads = [];
    private readonly ShardDigest _digest = new();
    private long _endBytes = ShardLayout.HeaderBytes;
    private long _slotCount;
    private long _recordCount;
    private long _frameBytes;
    private ulong _lastSequence;
    private ulong _lastAddress;
    private bool _isFinished;

    /// <summary>Creates the draft, and its folders if they are not there.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="store">The store that it belongs to.</param>
    /// <param name="month">The month of all timestamps.</param>
    /// <param name="number">Its number, never used before.</param>
    /// <param name="createdAtMs">The time, ms since 1970 UTC.</param>
    /// <param name="options">How to write.</param>
    /// <exception cref="IOException">The draft exists already or cannot be created.</exception>
    public ShardWriter(
        IStorage storage, StoreIdentity store, ShardMonth month, ulong number, long createdAtMs,
        ShardWriterOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfZero(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, ShardSeal.NumberMax);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.ChunkSlots);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.ChunkSlots, FormatLimits.ShardChunkSlotsMax);
        _storage = storage;
        _store = store;
        _month = month;
        _number = number;
        _createdAtMs = createdAtMs;
        _builder = new ShardChunkBuilder(options);
        foreach (string folder in StoreLayout.ShardFolders(month)) storage.CreateFolder(folder);
        Path = StoreLayout.ShardDraft(month, number);
        _file = storage.Open(Path, StorageOpen.Create);
    }

    /// <summary>The path of the draft.</summary>
    public string Path { get; }

    /// <summary>Bytes of the chunks that are written.</summary>
    public long WrittenBytes => _endBytes;

    /// <summary>Takes the next frame, as it stands in the log.</summary>
    /// <param name="address">Where it stands there, above the one before; it stays the frame's name.</param>
    /// <param name="frame">The whole frame; its sequence is above the one before.</param>
    /// <param name="recordedAtMs">When its group was recorded, ms since 1970 UTC.</param>
    /// <exception cref="ArgumentException">The bytes are no frame of this place, month and order that takes a slot.
    /// </exception>
    /// <exception cref="IOException">A chunk could not be written.</exception>
    public void Add(FrameAddress address, ReadOnlySpan<byte> frame, long recordedAtMs)
    {
        ulong seed = Checksum.PlaceSeed(_store.Salt, address.SegmentNumber, (ulong)address.OffsetBytes);
        bool isFrame = FrameDecoder.TryRead(frame, seed, out FrameView view, out FormatFault fault);
        if (isFrame) fault = Check(address, view.Header, recordedAtMs);
        if (fault != FormatFault.None) throw new ArgumentException($"Not the next frame: {fault}.", nameof(frame));

        if (!_builder.HasRoomFor(view.Bytes.Length)) WriteChunk();
        _builder.Add(address, view, recordedAtMs);
        _digest.Add(view);
        _slotCount++;
        if (view.Type == FrameType.Record) _recordCount++;
        _frameBytes += view.Bytes.Length;
        _lastSequence = view.Sequence;
        _lastAddress = address.Packed;
    }

    /// <summary>Writes what is left, the directory, the footer and the header, and syncs the draft.</summary>
    /// <returns>What the shard says of itself as a whole.</returns>
    /// <exception cref="InvalidOperationException">No frame was added.</exception>
    /// <exception cref="IOException">The draft could not be written or synced; it goes when this is disposed.
    /// </exception>
    public ShardFooter Finish()
    {
        if (_slotCount == 0) throw new InvalidOperationException("A shard has one frame at least.");
        WriteChunk();
        byte[] page = new byte[IndexPageLayout.PageBytes];
        ulong headerHash = Header().Write(page);
        byte[] header = page[..ShardLayout.HeaderBytes];
        ShardFooter footer = Footer(headerHash);
        WritePadding(footer);
        for (long at = 0; at < footer.ChunkCount; at += ShardChunkLayout.EntriesPerPage)
            WriteDirectoryPage(page, footer, (int)at);
        footer.Write(page, _store.Salt);
        _file.Write(footer.FooterPage * IndexPageLayout.PageBytes, page);
        _file.Write(0, header);
        _file.Sync();
        _isFinished = true;
        return footer;
    }

    /// <summary>Closes the draft, and removes it unless it was finished.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (_isFinished) return;
        _isFinished = true;
        try
        {
            _storage.Delete(Path);
        }
        catch (IOException)
        {
            // A draft is never part of a store: the next writer removes it.
        }
    }

    private FormatFault Check(FrameAddress address, in FrameHeader header, long recordedAtMs)
    {
        if (!header.TakesSlot) return FormatFault.BadType;
        bool isFirst = _slotCount == 0;
        if (!isFirst && (header.Sequence <= _lastSequence || address.Packed <= _lastAddress))
            return FormatFault.BadOrder;
        return _month.Contains(header.TimestampMs) &&
            recordedAtMs is >= FormatLimits.TimestampMsMin and <= FormatLimits.TimestampMsMax
            ? FormatFault.None
            : FormatFault.BadTimestamp;
    }

    private void WriteChunk()
    {
        ReadOnlySpan<byte> chunk = _builder.Finish(_endBytes, _store.Salt, _number, out ShardChunkHead head);
        _file.Write(_endBytes, chunk);
        _endBytes += chunk.Length;
        _heads.Add(head);
    }

    private void WritePadding(ShardFooter footer)
    {
        byte[] zeros = new byte[footer.DirectoryPage * IndexPageLayout.PageBytes - _endBytes];
        _file.Write(_endBytes, zeros);
    }

    private void WriteDirectoryPage(byte[] page, ShardFooter footer, int first)
    {
        page.AsSpan().Clear();
        int count = Math.Min(ShardChunkLayout.EntriesPerPage, _heads.Count - first);
        for (int i = 0; i < count; i++)
            _heads[first + i].WriteEntry(page.AsSpan(i * ShardChunkLayout.HeadBytes), _store.Salt, _number);
        long pageNumber = footer.DirectoryPage + first / ShardChunkLayout.EntriesPerPage;
        ShardSeal.SealPage(page, _store.Salt, _number, pageNumber);
        _file.Write(pageNumber * IndexPageLayout.PageBytes, page);
    }

    private ShardHeader Header() => new()
    {
        Store = _store,
        Number = _number,
        FirstSequence = _heads[0].FirstSequence,
        Month = _month,
        CreatedAtMs = _createdAtMs,
    };

    private ShardFooter Footer(ulong headerHash) => new()
    {
        Number = _number,
        HeaderHash = headerHash,
        ChunkCount = _heads.Count,
        SlotCount = _slotCount,
        RecordCount = _recordCount,
        FrameBytes = _frameBytes,
        ChunksEndBytes = _endBytes,
        FirstSequence = _heads[0].FirstSequence,
        LastSequence = _heads[^1].LastSequence,
        FirstAddress = _heads[0].FirstAddress,
        LastAddress = _heads[^1].LastAddress,
        TimeMinMs = _heads.Min(head => head.TimeMinMs),
        TimeMaxMs = _heads.Max(head => head.TimeMaxMs),
        ExpiryMinMs = _heads.Min(head => head.ExpiryMinMs),
        FramesHash = _digest.Value,
    };
}
