using System.Runtime.InteropServices;

namespace Feedlog.Tests.Unit.Lz4;

/// <summary>The system's liblz4, if it has one: the judge of both directions.</summary>
internal static unsafe class NativeLz4
{
    private static readonly nint s_library = NativeLibrary.TryLoad("liblz4.so.1", out nint library) ? library : 0;

    /// <summary>True if the library could be loaded.</summary>
    internal static bool IsPresent => s_library != 0;

    /// <summary>The library's bound on the size of a block; 0 if the source is too long.</summary>
    internal static int MaximumOutputSize(int lengthBytes) =>
        ((delegate* unmanaged[Cdecl]<int, int>)Export("LZ4_compressBound"))(lengthBytes);

    /// <summary>Compresses with the library's fast encoder; 0 if the target is too small.</summary>
    internal static int Encode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        fixed (byte* sourceStart = source)
        fixed (byte* targetStart = target)
        {
            return ((delegate* unmanaged[Cdecl]<byte*, byte*, int, int, int>)Export("LZ4_compress_default"))(
                sourceStart, targetStart, source.Length, target.Length);
        }
    }

    /// <summary>Compresses with the library's high-compression encoder; 0 if the target is too small.</summary>
    internal static int EncodeHigh(ReadOnlySpan<byte> source, Span<byte> target, int level)
    {
        fixed (byte* sourceStart = source)
        fixed (byte* targetStart = target)
        {
            return ((delegate* unmanaged[Cdecl]<byte*, byte*, int, int, int, int>)Export("LZ4_compress_HC"))(
                sourceStart, targetStart, source.Length, target.Length, level);
        }
    }

    /// <summary>Decompresses with the library's safe decoder; negative on a fault.</summary>
    internal static int Decode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        fixed (byte* sourceStart = source)
        fixed (byte* targetStart = target)
        {
            return ((delegate* unmanaged[Cdecl]<byte*, byte*, int, int, int>)Export("LZ4_decompress_safe"))(
                sourceStart, targetStart, source.Length, target.Length);
        }
    }

    private static void* Export(string name) => (void*)NativeLibrary.GetExport(s_library, name);
}
