using System.Buffers;

namespace K4os.Compression.LZ4;

/// <summary>Chooses the row of literals and matches that makes the fewest bytes, window by window.</summary>
/// <remarks>
/// A window starts at a match and ends at the first position that no match of the window reaches across, or at a match
/// too long to weigh up, which is then taken whole. Inside, every position keeps the cheapest way to reach it.
/// </remarks>
internal static unsafe class CheapestParse
{
    // A match of this many bytes is taken as it is: weighing it up costs more time than a better split saves bytes.
    private const int MatchBytesWeighed = 256;

    private const int WindowBytesMax = 4096;
    private const int TokenAndDistanceBytes = 1 + BlockFormat.DistanceFieldBytes;

    /// <summary>Writes all sequences of a source but the last.</summary>
    /// <param name="source">Start of the source.</param>
    /// <param name="sourceLength">Its length in bytes, at least 13.</param>
    /// <param name="write">Where to write.</param>
    /// <param name="writeEnd">End of the target.</param>
    /// <param name="chain">The match finder over this source, fresh.</param>
    /// <param name="anchor">Where the literals of the last sequence start, as an offset.</param>
    /// <returns>The new write position, or null if the target is too small.</returns>
    internal static byte* Encode(
        byte* source, int sourceLength, byte* write, byte* writeEnd, ref MatchChain chain, out int anchor)
    {
        int startLimit = sourceLength - BlockFormat.MatchStartMarginBytes + 1;
        int read = 1;
        anchor = 0;
        ParseStep[] rented = ArrayPool<ParseStep>.Shared.Rent(WindowBytesMax);
        try
        {
            Span<ParseStep> steps = rented.AsSpan(0, WindowBytesMax);
            while (read < startLimit)
            {
                int length = chain.FindLongest(read, BlockFormat.MatchBytesMin - 1, out int distance);
                if (length == 0)
                {
                    read++;
                    continue;
                }

                int windowBytes = FillWindow(
                    steps, read, startLimit, read - anchor, ref chain, ref length, ref distance);
                write = WriteWindow(steps[..(windowBytes + 1)], source, read, write, writeEnd, ref anchor);
                read += windowBytes;
                if (write != null && length > 0)
                {
                    write = SequenceWriter.WriteMatch(
                        write, writeEnd, source + anchor, read - anchor, distance, length);
                    read += length;
                    anchor = read;
                }

                if (write == null) return null;
            }
        }
        finally
        {
            ArrayPool<ParseStep>.Shared.Return(rented);
        }

        return write;
    }

    // Length and distance are those of the match at the start; they return as those of the match that is to be taken
    // whole at the end of the window, or as 0.
    private static int FillWindow(
        Span<ParseStep> steps, int start, int startLimit, int literalBytes, ref MatchChain chain,
        ref int length, ref int distance)
    {
        steps[0] = new ParseStep(0, literalBytes, 0, 0);
        int reach = 0;
        int at = 0;
        while (true)
        {
            if (length >= MatchBytesWeighed || at + length >= steps.Length) return at;
            for (; reach < at + length; reach++) steps[reach + 1] = new ParseStep(int.MaxValue, 0, 0, 0);

            ParseStep here = steps[at];
            int literalPrice = here.PriceBytes + 1 +
                SequenceWriter.AddedBytes(here.LiteralBytes + 1) - SequenceWriter.AddedBytes(here.LiteralBytes);
            if (literalPrice < steps[at + 1].PriceBytes)
                steps[at + 1] = new ParseStep(literalPrice, here.LiteralBytes + 1, 1, 0);
            for (int taken = BlockFormat.MatchBytesMin; taken <= length; taken++)
            {
                int price = here.PriceBytes + TokenAndDistanceBytes +
                    SequenceWriter.AddedBytes(taken - BlockFormat.MatchBytesMin);
                if (price < steps[at + taken].PriceBytes)
                    steps[at + taken] = new ParseStep(price, 0, taken, distance);
            }

            at++;
            length = 0;
            if (at == reach) return at;
            if (start + at < startLimit && IsWorthSearch(steps, at, reach))
                length = chain.FindLongest(start + at, BlockFormat.MatchBytesMin - 1, out distance);
        }
    }

    // Inside a match the next position costs no more than this one, so a match from here seldom beats one from there.
    private static bool IsWorthSearch(Span<ParseStep> steps, int at, int reach)
    {
        int price = steps[at].PriceBytes;
        if (steps[at + 1].PriceBytes > price) return true;
        return at + BlockFormat.MatchBytesMin <= reach &&
            steps[at + BlockFormat.MatchBytesMin].PriceBytes >= price + TokenAndDistanceBytes;
    }

    private static byte* WriteWindow(
        Span<ParseStep> steps, byte* source, int start, byte* write, byte* writeEnd, ref int anchor)
    {
        // Each step names the one before it; turned round, it names the one behind it.
        int at = steps.Length - 1;
        ParseStep taken = steps[at];
        while (at > 0)
        {
            at -= taken.LengthBytes;
            (steps[at], taken) = (taken, steps[at]);
        }

        while (at < steps.Length - 1)
        {
            ParseStep step = steps[at];
            if (step.Distance > 0)
            {
                int matchStart = start + at;
                write = SequenceWriter.WriteMatch(
                    write, writeEnd, source + anchor, matchStart - anchor, step.Distance, step.LengthBytes);
                if (write == null) return null;
                anchor = matchStart + step.LengthBytes;
            }

            at += step.LengthBytes;
        }

        return write;
    }
}
