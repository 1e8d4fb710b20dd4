namespace K4os.Compression.LZ4;

/// <summary>Chooses matches greedily, but gives one up where the next two positions hold a better one.</summary>
internal static unsafe class LazyParse
{
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
        while (read < startLimit)
        {
            int length = chain.FindLongest(read, BlockFormat.MatchBytesMin - 1, out int distance);
            if (length == 0)
            {
                read++;
                continue;
            }

            // A match that starts n bytes later costs n literals more, so it must be longer by more than that.
            int ahead = 1;
            while (ahead <= 2 && read + ahead < startLimit)
            {
                int laterLength = chain.FindLongest(read + ahead, length + ahead - 1, out int laterDistance);
                if (laterLength > 0)
                {
                    read += ahead;
                    length = laterLength;
                    distance = laterDistance;
                    ahead = 1;
                }
                else
                {
                    ahead++;
                }
            }

            while (read > anchor && read > distance && source[read - 1] == source[read - 1 - distance])
            {
                read--;
                length++;
            }

            write = SequenceWriter.WriteMatch(write, writeEnd, source + anchor, read - anchor, distance, length);
            if (write == null) return null;
            read += length;
            anchor = read;
        }

        return write;
    }
}
