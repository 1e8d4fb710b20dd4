using System.Buffers.Binary;
using Feedlog.Format.Frames;

namespace Feedlog.Format.Shards;

/// <summary>Gathers the frames of one chunk of a shard and makes its bytes. One thread; used again and again.</summary>
internal sealed class ShardChunkBuilder(ShardWriterOptions options)
{
    // A pass may have hundreds of months open, most of them with little in each.
    private const int FirstBytes = 16 * 1024;

    private readonly ulong[] _addresses = new ulong[options.ChunkSlots];
    private readonly long[] _recordedAtMs = new long[options.ChunkSlots];
    private readonly byte[] _headerHashes = new byte[options.ChunkSlots * sizeof(ulong)];
    private byte[] _frames = new byte[FirstBytes];
    private byte[] _raw = [];
    private byte[] _turned = [];
    private byte[] _packed = [];
    private int _framesBytes;
    private ulong _firstSequence;
    private ulong _lastSequence;
    private long _timeMinMs;
    private long _timeMaxMs;
    private long _expiryMinMs;

    /// <summary>Slots so far.</summary>
    public int SlotCount { get; private set; }

    /// <summary>Says whether a frame of this length still belongs to the chunk.</summary>
    public bool HasRoomFor(int frameBytes) =>
        SlotCount == 0 || (SlotCount < _addresses.Length && _framesBytes + frameBytes <= FormatLimits.ChunkBytesMax);

    /// <summary>Takes a frame that was checked and follows the ones before.</summary>
    public void Add(FrameAddress address, in FrameView frame, long recordedAtMs)
    {
        FrameHeader header = frame.Header;
        if (SlotCount == 0)
        {
            _firstSequence = header.Sequence;
            _timeMinMs = long.MaxValue;
            _timeMaxMs = long.MinValue;
            _expiryMinMs = long.MaxValue;
        }

        if (_framesBytes + frame.Bytes.Length > _frames.Length)
            Array.Resize(ref _frames, Math.Max(2 * _frames.Length, _framesBytes + frame.Bytes.Length));
        frame.Bytes.CopyTo(_frames.AsSpan(_framesBytes));
        _framesBytes += frame.Bytes.Length;
        BinaryPrimitives.WriteUInt64LittleEndian(
            _headerHashes.AsSpan(SlotCount * sizeof(ulong)), header.HeaderHash);
        _addresses[SlotCount] = address.Packed;
        _recordedAtMs[SlotCount++] = recordedAtMs;
        _lastSequence = header.Sequence;
        _timeMinMs = Math.Min(_timeMinMs, header.TimestampMs);
        _timeMaxMs = Math.Max(_timeMaxMs, header.TimestampMs);
        _expiryMinMs = Math.Min(_expiryMinMs, frame.ExpiresAtMs);
    }

    /// <summary>Makes the chunk and begins the next; the bytes are valid until the next call.</summary>
    /// <param name="offsetBytes">Where it will lie.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="shardNumber">The number of the shard.</param>
    /// <param name="head">What it says of itself.</param>
    public ReadOnlySpan<byte> Finish(long offsetBytes, ulong salt, ulong shardNumber, out ShardChunkHead head)
    {
        int rawBytes = FillRaw();
        ReadOnlySpan<byte> raw = _raw.AsSpan(0, rawBytes);
        int packedBytes = options.Codec == ShardCodec.Raw ? 0 : Pack(raw);
        ReadOnlySpan<byte> stored = packedBytes == 0 ? raw : _packed.AsSpan(0, packedBytes);
        ulong framesHash = Checksum.Xxh3(_headerHashes.AsSpan(0, SlotCount * sizeof(ulong)));
        head = new ShardChunkHead
        {
            OffsetBytes = offsetBytes,
            Codec = packedBytes == 0 ? ShardCodec.Raw : options.Codec,
            SlotCount = SlotCount,
            RawLengthBytes = rawBytes,
            StoredLengthBytes = stored.Length,
            FirstSequence = _firstSequence,
            LastSequence = _lastSequence,
            FirstAddress = new FrameAddress(_addresses[0]),
            LastAddress = new FrameAddress(_addresses[SlotCount - 1]),
            TimeMinMs = _timeMinMs,
            TimeMaxMs = _timeMaxMs,
            ExpiryMinMs = _expiryMinMs,
            BodyHash = 0,
        };
        byte[] bytes = Assemble(ref head, stored, framesHash, salt, shardNumber);
        SlotCount = 0;
        _framesBytes = 0;
        return bytes.AsSpan(0, head.TotalLengthBytes);
    }

    private int FillRaw()
    {
        int timesBytes = SlotCount * sizeof(long);
        int rawBytes = timesBytes + _framesBytes;
        if (_raw.Length < rawBytes) _raw = new byte[rawBytes];
        for (int i = 0; i < SlotCount; i++)
            BinaryPrimitives.WriteInt64LittleEndian(_raw.AsSpan(i * sizeof(long)), _recordedAtMs[i]);
        _frames.AsSpan(0, _framesBytes).CopyTo(_raw.AsSpan(timesBytes));
        return rawBytes;
    }

    // 0 if it would not become shorter than it is.
    private int Pack(ReadOnlySpan<byte> raw)
    {
        int turnedBytes = ShardColumns.LengthOf(raw.Length, SlotCount);
        if (_packed.Length < raw.Length)
        {
            _turned = new byte[raw.Length];
            _packed = new byte[raw.Length];
        }

        Span<byte> turned = _turned.AsSpan(0, turnedBytes);
        ShardColumns.Turn(raw, SlotCount, turned);
        return ShardCompression.Pack(options.Codec, options.Level, turned, _packed.AsSpan(0, raw.Length - 1));
    }

    private byte[] Assemble(
        ref ShardChunkHead head, ReadOnlySpan<byte> stored, ulong framesHash, ulong salt, ulong shardNumber)
    {
        // The frames are in the raw bytes by now: their buffer takes the chunk.
        if (_frames.Length < head.TotalLengthBytes) Array.Resize(ref _frames, head.TotalLengthBytes);
        Span<byte> chunk = _frames.AsSpan(0, head.TotalLengthBytes);
        Span<byte> body = chunk[ShardChunkLayout.HeadBytes..];
        BinaryPrimitives.WriteUInt64LittleEndian(body, framesHash);
        Span<byte> addresses = body[ShardChunkLayout.FramesHashBytes..];
        int widthBytes = head.AddressWidthBytes;
        Span<byte> difference = stackalloc byte[sizeof(ulong)];
        for (int i = 1; i < head.SlotCount; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(difference, _addresses[i] - _addresses[0]);
            difference[..widthBytes].CopyTo(addresses[((i - 1) * widthBytes)..]);
        }

        stored.CopyTo(body[head.PrefixBytes..]);
        body[(head.PrefixBytes + stored.Length)..].Clear();
        head = head with { BodyHash = Checksum.Xxh3(body) };
        head.Write(chunk, salt, shardNumber);
        return _frames;
    }
}
