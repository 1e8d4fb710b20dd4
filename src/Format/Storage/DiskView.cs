using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Microsoft.Win32.SafeHandles;

namespace Feedlog.Format.Storage;

#pragma warning disable RS0030 // This file is where the banned file calls belong.

/// <summary>A part of a file on a disk, mapped for reading.</summary>
/// <remarks>
/// Reading a page whose sector cannot be read ends the process; who cannot accept that reads by position instead.
/// </remarks>
internal sealed unsafe class DiskView : IStorageView
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _accessor;
    private readonly byte* _start;

    /// <summary>Maps the first bytes of the file.</summary>
    public DiskView(SafeFileHandle file, long lengthBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengthBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lengthBytes, RandomAccess.GetLength(file));
        LengthBytes = lengthBytes;
        // Capacity 0 is the file's length at this moment; a smaller one would be refused, and the file may be growing.
        _map = MemoryMappedFile.CreateFromFile(
            file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        try
        {
            _accessor = _map.CreateViewAccessor(0, lengthBytes, MemoryMappedFileAccess.Read);
        }
        catch
        {
            _map.Dispose();
            throw;
        }

        byte* start = null;
        _accessor.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + _accessor.PointerOffset;
    }

    /// <inheritdoc/>
    public long LengthBytes { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Slice(long offsetBytes, int lengthBytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)offsetBytes, (ulong)LengthBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)lengthBytes, (ulong)(LengthBytes - offsetBytes));
        return new ReadOnlySpan<byte>(_start + offsetBytes, lengthBytes);
    }

    /// <inheritdoc/>
    public void Prefetch(long offsetBytes, int lengthBytes)
    {
        const int lineBytes = 64;
        if (!Sse.IsSupported || (ulong)offsetBytes > (ulong)(LengthBytes - lengthBytes)) return;
        for (int i = 0; i < lengthBytes; i += lineBytes) Sse.Prefetch0(_start + offsetBytes + i);
    }

    /// <inheritdoc/>
    public void Ask(long offsetBytes, long lengthBytes)
    {
        if (OperatingSystem.IsWindows() || (ulong)offsetBytes >= (ulong)LengthBytes) return;
        nuint lengthAskedBytes = (nuint)Math.Min(lengthBytes, LengthBytes - offsetBytes);
        _ = LibC.MAdvise(_start + offsetBytes, lengthAskedBytes, LibC.WillNeed);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _accessor.SafeMemoryMappedViewHandle.ReleasePointer();
        _accessor.Dispose();
        _map.Dispose();
    }
}
