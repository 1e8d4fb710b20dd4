namespace Feedlog.Indexing.Query;

/// <summary>Takes what <see cref="MetadataReader"/> finds; the spans hold for the call only.</summary>
public interface IMetadataSink
{
    /// <summary>A text.</summary>
    /// <param name="path">Member names joined by dots, UTF-8.</param>
    /// <param name="value">The text, unescaped, UTF-8.</param>
    void TakeText(ReadOnlySpan<byte> path, ReadOnlySpan<byte> value);

    /// <summary>A number.</summary>
    /// <param name="path">Member names joined by dots, UTF-8.</param>
    /// <param name="value">The number: finite, and never -0.</param>
    void TakeNumber(ReadOnlySpan<byte> path, double value);

    /// <summary>A boolean.</summary>
    /// <param name="path">Member names joined by dots, UTF-8.</param>
    /// <param name="value">The boolean.</param>
    void TakeBoolean(ReadOnlySpan<byte> path, bool value);
}
