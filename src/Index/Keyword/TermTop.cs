using System.Buffers.Binary;

namespace Feedlog.Indexing.Keyword;

/// <summary>How the first term of each page of terms of a part begins, in memory: a look-up touches one page.</summary>
/// <remarks>Immutable; any thread.</remarks>
internal sealed class TermTop
{
    private const int KeyBytes = sizeof(ulong);
    private const int CachedPagesMin = 64;

    private readonly ulong[] _keys;
    private readonly long[] _pages;

    private TermTop(ulong[] keys, long[] pages)
    {
        _keys = keys;
        _pages = pages;
        if (pages.Length >= CachedPagesMin) Cache = new TermCache();
    }

    /// <summary>What was found last; null for a part that is so small that it is not worth it.</summary>
    public TermCache? Cache { get; }

    /// <summary>Reads it from the pages of level 1, which are the first of their section.</summary>
    /// <param name="part">A part that has terms.</param>
    public static TermTop Load(KeywordPart part)
    {
        List<ulong> keys = [];
        List<long> pages = [];
        Span<byte> first = stackalloc byte[KeyBytes];
        for (long number = 0; number < part.TermPages.PageCount; number++)
        {
            TermPage page = TermTreeReader.ReadTree(part, number);
            if (page.Level != 1) break;
            int beforeBytes = 0;
            for (int at = 0; !page.IsBehindLast(at);)
            {
                if (!page.TryReadEntry(ref at, beforeBytes, out int shared, out ReadOnlySpan<byte> suffix) ||
                    !page.TryReadChild(ref at, out long child))
                {
                    throw part.File.Contradiction(part.TermPages);
                }

                beforeBytes = shared + suffix.Length;
                if (shared < KeyBytes)
                {
                    first[shared..].Clear();
                    suffix[..Math.Min(suffix.Length, KeyBytes - shared)].CopyTo(first[shared..]);
                }

                ulong key = BinaryPrimitives.ReadUInt64BigEndian(first);
                if (keys.Count > 0 && key < keys[^1]) throw part.File.Contradiction(part.TermPages);
                keys.Add(key);
                pages.Add(child);
            }
        }

        return new TermTop([.. keys], [.. pages]);
    }

    /// <summary>Finds the page that a term would stand in.</summary>
    /// <param name="term">The term.</param>
    /// <param name="page">Which page of section Postings it is.</param>
    /// <returns>False if the bytes that are kept do not decide it, or the term is below all.</returns>
    public bool TryFind(ReadOnlySpan<byte> term, out long page)
    {
        ulong key = TermOrder.Key(term);
        ulong[] keys = _keys;
        page = 0;
        if (keys.Length == 0 || keys[0] >= key) return false;
        // The last below the key; what is halved is what lies behind it. Without branches that depend on it.
        int at = 0;
        for (int count = keys.Length; count > 1;)
        {
            int half = count / 2;
            at = keys[at + half] < key ? at + half : at;
            count -= half;
        }

        page = _pages[at];
        return at + 1 == keys.Length || keys[at + 1] != key;
    }
}
