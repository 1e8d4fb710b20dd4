using System.Text;

namespace Feedlog.Indexing.Query;

/// <summary>A term of the index, or the beginning of one, as UTF-8. Immutable; compared byte by byte.</summary>
public sealed class TermText : IEquatable<TermText>, IComparable<TermText>
{
    private readonly byte[] _utf8;

    /// <summary>Copies the bytes of a term.</summary>
    public TermText(ReadOnlySpan<byte> utf8) => _utf8 = utf8.ToArray();

    /// <summary>The text without bytes.</summary>
    public static TermText Empty { get; } = new([]);

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8;

    /// <summary>Says whether two terms are the same.</summary>
    public static bool operator ==(TermText? left, TermText? right) => Equals((object?)left, right);

    /// <summary>Says whether two terms differ.</summary>
    public static bool operator !=(TermText? left, TermText? right) => !Equals((object?)left, right);

    /// <summary>Says whether the left term comes first in the order of bytes.</summary>
    public static bool operator <(TermText left, TermText right) => Compare(left, right) < 0;

    /// <summary>Says whether the left term comes last in the order of bytes.</summary>
    public static bool operator >(TermText left, TermText right) => Compare(left, right) > 0;

    /// <summary>Says whether the left term is the right one or comes before it.</summary>
    public static bool operator <=(TermText left, TermText right) => Compare(left, right) <= 0;

    /// <summary>Says whether the left term is the right one or comes after it.</summary>
    public static bool operator >=(TermText left, TermText right) => Compare(left, right) >= 0;

    /// <summary>Says whether the terms are the same.</summary>
    public bool Equals(TermText? other) => other is not null && Utf8.SequenceEqual(other.Utf8);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TermText other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Utf8);
        return hash.ToHashCode();
    }

    /// <summary>Orders by bytes, the shorter before what it begins.</summary>
    public int CompareTo(TermText? other) => other is null ? 1 : Utf8.SequenceCompareTo(other.Utf8);

    /// <summary>The term as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8);

    private static int Compare(TermText left, TermText right) => Comparer<TermText>.Default.Compare(left, right);
}
