using System.Buffers.Binary;
using Feedlog.Format;

namespace Feedlog.Indexing.Embedding;

/// <summary>The last three code points of a text; counts each three of them once.</summary>
internal ref struct TrigramWindow
{
    private const int Size = 3;
    private const int TrigramBytes = Size * sizeof(uint);

    private readonly Span<float> _counters;
    private int _older;
    private int _old;
    private int _count;

    /// <summary>A window before the text.</summary>
    /// <param name="counters">What it counts in.</param>
    public TrigramWindow(Span<float> counters) => _counters = counters;

    /// <summary>Moves on by a code point.</summary>
    public void Add(int codePoint)
    {
        if (++_count >= Size)
        {
            Span<byte> bytes = stackalloc byte[TrigramBytes];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, _older);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[sizeof(uint)..], _old);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(2 * sizeof(uint))..], codePoint);
            _counters[(int)(Checksum.Xxh3(bytes) % (ulong)_counters.Length)]++;
        }

        _older = _old;
        _old = codePoint;
    }
}
