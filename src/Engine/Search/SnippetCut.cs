using System.Globalization;

namespace Feedlog.Search;

/// <summary>Cuts a snippet around matches, between the characters that readers see. Pure functions.</summary>
internal static class SnippetCut
{
    /// <summary>Cuts.</summary>
    /// <param name="content">The whole text.</param>
    /// <param name="matches">All matches, by where they begin.</param>
    /// <param name="first">The first match of the window.</param>
    /// <param name="last">The last one; below the first if there is none: then the text is cut from its start.</param>
    /// <param name="charactersMax">How long it may be.</param>
    public static Snippet Cut(string content, List<SnippetMatch> matches, int first, int last, int charactersMax)
    {
        bool hasMatch = last >= first;
        int matchStart = hasMatch ? matches[first].Start : 0;
        int matchLimit = hasMatch ? LimitOf(matches, first, last) : 0;
        (int start, int limit) = Widen(content, matchStart, matchLimit, charactersMax);
        List<int> edges = Edges(content, start, limit);
        // The window begins and ends between characters; where not even one fits, it is empty.
        start = EdgeFrom(edges, start);
        limit = EdgeUpTo(edges, limit);
        if (limit <= start) return new Snippet("", [], content.Length > 0, content.Length > 0);

        start = EdgeFrom(edges, AfterBlank(content, start, Math.Min(matchStart, limit)));
        limit = Math.Max(start, EdgeUpTo(edges, BeforeBlank(content, Math.Max(matchLimit, start), limit)));
        return new Snippet(
            content[start..limit], Highlights(matches, edges, start, limit), start > 0, limit < content.Length);
    }

    private static int LimitOf(List<SnippetMatch> matches, int first, int last)
    {
        int limit = 0;
        for (int i = first; i <= last; i++) limit = Math.Max(limit, matches[i].Limit);
        return limit;
    }

    // A third of the room that is left goes before the matches, the rest behind them; what one side cannot use the
    // other gets.
    private static (int Start, int Limit) Widen(string content, int matchStart, int matchLimit, int charactersMax)
    {
        int room = Math.Max(0, charactersMax - (matchLimit - matchStart));
        int start = Math.Max(0, matchStart - (room / 3));
        int limit = (int)Math.Min(content.Length, (long)start + charactersMax);
        return (Math.Max(0, limit == content.Length ? Math.Min(start, limit - charactersMax) : start), limit);
    }

    /// <summary>Where characters begin and end, from at or before the start to at or behind the limit.</summary>
    private static List<int> Edges(string content, int start, int limit)
    {
        int at = start;
        while (at > 0 && !IsSafe(content, at)) at--;
        List<int> edges = [at];
        while (at < content.Length && at < limit)
        {
            at += StringInfo.GetNextTextElementLength(content, at);
            edges.Add(at);
        }

        return edges;
    }

    private static int EdgeFrom(List<int> edges, int at)
    {
        int found = edges.BinarySearch(at);
        return found >= 0 ? at : edges[~found];
    }

    private static int EdgeUpTo(List<int> edges, int at)
    {
        int found = edges.BinarySearch(at);
        return found >= 0 ? at : edges[~found - 1];
    }

    // Two ASCII characters never belong together, but for carriage return and line feed.
    private static bool IsSafe(string content, int at) =>
        at < content.Length && char.IsAscii(content[at]) && char.IsAscii(content[at - 1]) && content[at] != '\n';

    // A cut word is dropped at the start, if a blank comes before the matches ...
    private static int AfterBlank(string content, int start, int limit)
    {
        if (start == 0 || char.IsWhiteSpace(content[start - 1])) return start;
        for (int at = start; at < limit; at++)
        {
            if (char.IsWhiteSpace(content[at])) return at + 1;
        }

        return start;
    }

    // ... and at the end, if a blank comes behind them.
    private static int BeforeBlank(string content, int start, int limit)
    {
        if (limit == content.Length || char.IsWhiteSpace(content[limit])) return limit;
        for (int at = limit - 1; at >= start; at--)
        {
            if (char.IsWhiteSpace(content[at])) return at;
        }

        return limit;
    }

    private static List<TextRange> Highlights(List<SnippetMatch> matches, List<int> edges, int start, int limit)
    {
        List<TextRange> ranges = [];
        foreach (SnippetMatch match in matches)
        {
            if (match.Start < start || match.Limit > limit) continue;
            int from = EdgeUpTo(edges, match.Start) - start;
            int to = EdgeFrom(edges, match.Limit) - start;
            if (from < 0 || to > limit - start) continue;
            bool touches = ranges.Count > 0 && ranges[^1].Start + ranges[^1].Length > from;
            if (touches)
            {
                int first = ranges[^1].Start;
                int end = Math.Max(first + ranges[^1].Length, to);
                ranges[^1] = new TextRange(first, end - first);
            }
            else
            {
                ranges.Add(new TextRange(from, to - from));
            }
        }

        return ranges;
    }
}
