using System.Runtime.InteropServices;

namespace Feedlog.Compare.Contenders.Lmdb;

/// <summary>LMDB's MDB_val: bytes somewhere.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct LmdbValue
{
    private readonly nuint _lengthBytes;
    private readonly byte* _start;

    /// <summary>Points to bytes that stay where they are; to none if LMDB is to make room for them.</summary>
    internal LmdbValue(int lengthBytes, byte* start)
    {
        _lengthBytes = (nuint)lengthBytes;
        _start = start;
    }

    /// <summary>The bytes, as long as they are where they are.</summary>
    internal Span<byte> Bytes => new(_start, (int)_lengthBytes);
}
