using System.Buffers.Binary;

namespace Feedlog.Format;

/// <summary>
/// 128 bits of a hash as two words. Not <see cref="UInt128"/>: methods with one are never compiled ahead of time, and
/// those that look up keys are the first that an opening calls.
/// </summary>
/// <param name="High">The high 64 bits.</param>
/// <param name="Low">The low 64 bits.</param>
public readonly record struct WideHash(ulong High, ulong Low)
{
    /// <summary>Size in bytes.</summary>
    public const int Bytes = 2 * sizeof(ulong);

    /// <summary>Reads a hash as <see cref="Write"/> writes it.</summary>
    /// <param name="source">At least <see cref="Bytes"/>.</param>
    public static WideHash Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64BigEndian(source),
        BinaryPrimitives.ReadUInt64BigEndian(source[sizeof(ulong)..]));

    /// <summary>Writes the hash, big-endian, as XXH3 is written by custom.</summary>
    /// <param name="target">At least <see cref="Bytes"/>.</param>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, High);
        BinaryPrimitives.WriteUInt64BigEndian(target[sizeof(ulong)..], Low);
    }

    /// <summary>Whether both are the same.</summary>
    public bool Equals(WideHash other) => High == other.High && Low == other.Low;

    /// <summary>The low bits, which are as good as any.</summary>
    public override int GetHashCode() => (int)Low;
}
