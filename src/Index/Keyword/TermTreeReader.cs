using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>Goes down the pages of terms of a part.</summary>
internal static class TermTreeReader
{
    // No page has less than two children but the root: this is far more than the smallest pages would make.
    private const int LevelMax = 64;

    /// <summary>The page of terms that a term would stand in; the first one for a term below all.</summary>
    /// <param name="part">A part that has terms.</param>
    /// <param name="term">The term.</param>
    /// <param name="number">Which page of section Postings it is.</param>
    /// <param name="parentPage">The page of level 1 that leads there.</param>
    /// <param name="parentOffset">Where in it the entry behind begins.</param>
    public static TermPage Descend(
        KeywordPart part, ReadOnlySpan<byte> term, out long number, out long parentPage, out int parentOffset)
    {
        IndexSection tree = part.TermPages;
        parentPage = tree.PageCount - 1;
        TermPage page = ReadTree(part, parentPage);
        if (page.Level > LevelMax) throw part.File.Contradiction(tree);
        while (true)
        {
            if (!page.TryFind(term, out parentOffset, out _)) throw part.File.Contradiction(tree);
            if (parentOffset < 0)
            {
                parentOffset = 0;
                if (!page.TrySkipTerm(ref parentOffset)) throw part.File.Contradiction(tree);
            }

            if (!page.TryReadChild(ref parentOffset, out number)) throw part.File.Contradiction(tree);
            if (page.Level == 1) return ReadTerms(part, number);
            int level = page.Level;
            parentPage = number;
            page = ReadTree(part, number);
            if (page.Level != level - 1) throw part.File.Contradiction(tree);
        }
    }

    /// <summary>Reads a page that leads to others.</summary>
    public static TermPage ReadTree(KeywordPart part, long number)
    {
        if ((ulong)number >= (ulong)part.TermPages.PageCount ||
            !TermPage.TryRead(part.File.PaddedPage(part.TermPages, number), out TermPage page) || page.Level == 0)
        {
            throw part.File.Contradiction(part.TermPages);
        }

        return page;
    }

    /// <summary>Reads a page of terms.</summary>
    public static TermPage ReadTerms(KeywordPart part, long number)
    {
        if ((ulong)number >= (ulong)part.Postings.PageCount ||
            !TermPage.TryRead(part.File.PaddedPage(part.Postings, number), out TermPage page) || page.Level != 0)
        {
            throw part.File.Contradiction(part.Postings);
        }

        return page;
    }
}
