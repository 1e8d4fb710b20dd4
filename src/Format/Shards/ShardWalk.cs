using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;

namespace Feedlog.Format.Shards;

/// <summary>
/// Reads all chunks of a shard in order, and says at the end whether the shard as a whole is true: FORMAT.md section
/// 8.10. One thread; the reader stays with the caller.
/// </summary>
public sealed class ShardWalk(ShardReader reader)
{
    private readonly ShardDigest _digest = new();
    private long _index;
    private long _endBytes = ShardLayout.HeaderBytes;
    private long _slotCount;
    private long _recordCount;
    private long _frameBytes;
    private long _timeMinMs = long.MaxValue;
    private long _timeMaxMs = long.MinValue;
    private long _expiryMinMs = long.MaxValue;
    private ShardChunkHead _first;
    private ShardChunkHead _last;

    /// <summary>What is wrong; None as long as nothing is.</summary>
    public FormatFault Fault { get; private set; }

    /// <summary>Where in the file, in bytes.</summary>
    public long FaultOffsetBytes { get; private set; }

    /// <summary>The current chunk; null before the first and behind the last.</summary>
    public ShardChunk? Chunk { get; private set; }

    /// <summary>Moves to the next chunk; false at the end, where all of the shard is true if there is no fault.
    /// </summary>
    /// <exception cref="IOException">The shard cannot be read.</exception>
    public bool MoveNext()
    {
        Chunk = null;
        if (Fault != FormatFault.None) return false;
        if (_index == reader.Footer.ChunkCount)
        {
            CheckWhole();
            return false;
        }

        if (!TryReadNext(out ShardChunk? chunk)) return false;
        Count(chunk!);
        _index++;
        Chunk = chunk;
        return true;
    }

    private bool TryReadNext(out ShardChunk? chunk)
    {
        chunk = null;
        if (!reader.TryReadEntry(_index, out ShardChunkHead head, out FormatFault fault))
            return Fail(fault, reader.EntryOffsetBytes(_index));
        if (head.OffsetBytes != _endBytes) return Fail(FormatFault.BadOrder, reader.EntryOffsetBytes(_index));
        if (!reader.TryReadChunk(head, out chunk, out fault)) return Fail(fault, head.OffsetBytes);

        bool follows = _index == 0 || (head.FirstSequence > _last.LastSequence &&
            head.FirstAddress.Packed > _last.LastAddress.Packed);
        if (!follows) return Fail(FormatFault.BadOrder, head.OffsetBytes);
        ShardMonth month = reader.Header.Month;
        if (!month.Contains(head.TimeMinMs) || !month.Contains(head.TimeMaxMs))
            return Fail(FormatFault.BadTimestamp, head.OffsetBytes);
        if (_index == 0) _first = head;
        _last = head;
        _endBytes = head.EndBytes;
        return true;
    }

    private void Count(ShardChunk chunk)
    {
        ShardChunkHead head = chunk.Head;
        for (int slot = 0; slot < chunk.SlotCount; slot++)
        {
            FrameView frame = chunk.FrameOf(slot);
            _digest.Add(frame);
            _frameBytes += frame.Bytes.Length;
        }

        _slotCount += chunk.SlotCount;
        _recordCount += chunk.RecordCount;
        _timeMinMs = Math.Min(_timeMinMs, head.TimeMinMs);
        _timeMaxMs = Math.Max(_timeMaxMs, head.TimeMaxMs);
        _expiryMinMs = Math.Min(_expiryMinMs, head.ExpiryMinMs);
    }

    private void CheckWhole()
    {
        ShardFooter footer = reader.Footer;
        bool isTrue = footer.ChunksEndBytes == _endBytes && footer.SlotCount == _slotCount &&
            footer.RecordCount == _recordCount && footer.FrameBytes == _frameBytes &&
            footer.FirstSequence == _first.FirstSequence && footer.FirstAddress == _first.FirstAddress &&
            footer.LastSequence == _last.LastSequence && footer.LastAddress == _last.LastAddress &&
            footer.TimeMinMs == _timeMinMs && footer.TimeMaxMs == _timeMaxMs && footer.ExpiryMinMs == _expiryMinMs &&
            footer.FramesHash == _digest.Value;
        if (!isTrue) Fail(FormatFault.BadOrder, footer.FooterPage * IndexPageLayout.PageBytes);
        else if (!reader.IsSlackZero(out long atBytes)) Fail(FormatFault.BadReserved, atBytes);
    }

    private bool Fail(FormatFault fault, long offsetBytes)
    {
        Fault = fault;
        FaultOffsetBytes = offsetBytes;
        return false;
    }
}
