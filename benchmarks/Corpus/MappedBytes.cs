using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace Feedlog.Benchmarks.Corpus;

/// <summary>
/// A file mapped for reading, as memory: bytes that cost the garbage collector nothing. The memory is valid until the
/// object is disposed. Safe from any thread.
/// </summary>
internal sealed unsafe class MappedBytes : MemoryManager<byte>
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly int _lengthBytes;

    /// <summary>Maps a file of at most 2 GiB and owns it from then on.</summary>
    internal MappedBytes(FileStream stream)
    {
        _lengthBytes = checked((int)stream.Length);
        _file = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, _lengthBytes, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>Where the bytes begin; they do not move.</summary>
    internal byte* Start => _start;

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new(_start, _lengthBytes);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
