using System.Runtime.InteropServices;

namespace Feedlog.Tests.Unit.Lz4;

/// <summary>
/// Memory between two inaccessible pages: a read or write one byte outside ends the process, so a passing test is one
/// that stayed inside.
/// </summary>
internal sealed unsafe class GuardedPages : IDisposable
{
    private const int PageBytes = 65536;
    private const int NoAccess = 0;
    private const int ReadAndWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private static readonly nint s_libc = NativeLibrary.Load("libc.so.6");

    private readonly byte* _mapping;
    private readonly int _usableBytes;

    internal GuardedPages(int bytesMin)
    {
        _usableBytes = (bytesMin + PageBytes - 1) / PageBytes * PageBytes;
        nint whole = _usableBytes + (2 * PageBytes);
        var map = (delegate* unmanaged[Cdecl]<void*, nint, int, int, int, nint, void*>)Export("mmap");
        _mapping = (byte*)map(null, whole, NoAccess, PrivateAnonymous, -1, 0);
        if ((nint)_mapping == -1) throw new InvalidOperationException("mmap failed.");
        var protect = (delegate* unmanaged[Cdecl]<void*, nint, int, int>)Export("mprotect");
        if (protect(_mapping + PageBytes, _usableBytes, ReadAndWrite) != 0)
            throw new InvalidOperationException("mprotect failed.");
    }

    /// <summary>A span that starts right behind the first inaccessible page.</summary>
    internal Span<byte> AtStart(int lengthBytes) => Usable[..lengthBytes];

    /// <summary>A span that ends right before the second inaccessible page.</summary>
    internal Span<byte> AtEnd(int lengthBytes) => Usable[^lengthBytes..];

    public void Dispose()
    {
        var unmap = (delegate* unmanaged[Cdecl]<void*, nint, int>)Export("munmap");
        _ = unmap(_mapping, _usableBytes + (2 * PageBytes));
    }

    private Span<byte> Usable => new(_mapping + PageBytes, _usableBytes);

    private static void* Export(string name) => (void*)NativeLibrary.GetExport(s_libc, name);
}
