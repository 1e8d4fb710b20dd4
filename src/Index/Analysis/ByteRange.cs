namespace Feedlog.Indexing.Analysis;

/// <summary>A range of bytes in an analysed text: from <see cref="Start"/> up to, but without,
/// <see cref="Limit"/>.</summary>
/// <param name="Start">The offset of the first byte.</param>
/// <param name="Limit">The offset just past the last byte.</param>
public readonly record struct ByteRange(int Start, int Limit)
{
    /// <summary>The length of the range in bytes.</summary>
    public int LengthBytes => Limit - Start;
}
