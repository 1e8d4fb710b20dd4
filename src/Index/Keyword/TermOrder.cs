using System.Buffers.Binary;

namespace Feedlog.Indexing.Keyword;

/// <summary>Sorts terms by their bytes: by the first eight of them as numbers, and ties by the rest.</summary>
internal static class TermOrder
{
    /// <summary>The first eight bytes of a term as a number that is ordered like them.</summary>
    public static ulong Key(ReadOnlySpan<byte> term)
    {
        if (term.Length >= sizeof(ulong)) return BinaryPrimitives.ReadUInt64BigEndian(term);
        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        padded.Clear();
        term.CopyTo(padded);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }

    /// <summary>Sorts the numbers of terms.</summary>
    /// <param name="keys">The keys, in the order of the numbers; sorted along.</param>
    /// <param name="numbers">The numbers.</param>
    /// <param name="terms">Whose numbers they are.</param>
    public static void Sort(Span<ulong> keys, Span<int> numbers, TermTable terms)
    {
        keys.Sort(numbers);
        for (int start = 0; start < keys.Length;)
        {
            int limit = start + 1;
            while (limit < keys.Length && keys[limit] == keys[start]) limit++;
            if (limit - start > 1)
                numbers[start..limit].Sort((left, right) => terms.Term(left).SequenceCompareTo(terms.Term(right)));
            start = limit;
        }
    }
}
