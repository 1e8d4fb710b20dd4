using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;
using Feedlog.Fsck.Shards;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// Reads frames that runs name, at rising addresses: as far as their key and stream, which is what says whom they are
/// about. One thread at a time.
/// </summary>
internal sealed class SlotFrames(CheckContext context, Manifest manifest) : IDisposable
{
    private const int WindowBytes = 4096;

    private ulong _segment;
    private CheckedFile? _file;
    private FileWindow? _window;
    private ArchivedFrames? _archived;
    private bool _isAtFrame;

    /// <summary>Says whether a frame could not be read: a writer has moved it meanwhile.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Reads the frame at an address; what follows its extensions is not there.</summary>
    /// <param name="address">The address, above all that were asked for before.</param>
    /// <param name="frame">The frame, until the next call.</param>
    public bool TryRead(FrameAddress address, out FrameView frame)
    {
        if (address.SegmentNumber != _segment) Enter(address.SegmentNumber);
        bool isRead = TryReadHot(address, out frame) || TryReadArchived(address, out frame);
        HasFailed |= !isRead;
        return isRead;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _window?.Dispose();
        _file?.Dispose();
        _archived?.Dispose();
    }

    private void Enter(ulong segment)
    {
        Dispose();
        _segment = segment;
        _archived = manifest.Find(segment) is { State: SegmentState.Archived } entry
            ? new ArchivedFrames(context, manifest, entry)
            : null;
        _isAtFrame = _archived?.MoveNext() == true;
        _file = _archived is null ? context.TryOpen(StoreLayout.Segment(segment), out _) : null;
        _window = _file is null ? null : new FileWindow(_file, context.Large, WindowBytes, _file.LengthBytes);
    }

    private bool TryReadHot(FrameAddress address, out FrameView frame)
    {
        frame = default;
        if (_window is null) return false;
        ulong seed = Checksum.PlaceSeed(manifest.Store.Salt, address.SegmentNumber, (ulong)address.OffsetBytes);
        ReadOnlySpan<byte> bytes = _window.At(address.OffsetBytes, FrameLayout.HeaderBytes);
        if (!FrameHeader.TryRead(bytes, seed, out FrameHeader header, out _)) return false;
        int wantedBytes = FrameLayout.HeaderBytes + header.KeyLengthBytes + header.ExtensionsLengthBytes;
        bytes = _window.At(address.OffsetBytes, wantedBytes);
        if (bytes.Length < wantedBytes) return false;
        frame = FrameView.Trusted(bytes[..wantedBytes]);
        return true;
    }

    private bool TryReadArchived(FrameAddress address, out FrameView frame)
    {
        frame = default;
        if (_archived is null) return false;
        while (_isAtFrame && _archived.Address.Packed < address.Packed) _isAtFrame = _archived.MoveNext();
        if (!_isAtFrame || _archived.Address != address) return false;
        frame = _archived.Frame;
        return true;
    }
}
