namespace K4os.Compression.LZ4;

/// <summary>Finds the longest earlier match of a position along chains of positions that share a hash.</summary>
/// <remarks>
/// Heads hold the newest position of each hash plus 1 (0: none); links hold, for each of the last 65,536 positions,
/// the distance to the one before it in its chain (0: none in reach). Positions are entered in order, once each.
/// </remarks>
internal unsafe ref struct MatchChain
{
    /// <summary>How many heads the finder needs, all zero at the start.</summary>
    internal const int HeadCount = 1 << HeadBits;

    /// <summary>How many links the finder needs; their content at the start does not matter.</summary>
    internal const int LinkCount = BlockFormat.DistanceBytesMax + 1;

    private const int HeadBits = 15;
    // A match this long ends the search: in repetitive input every candidate is long and none is much longer.
    private const int BytesEnough = 256;

    private const uint HashFactor = 2654435761;

    private readonly byte* _source;
    private readonly int _matchLimit;
    private readonly int* _heads;
    private readonly ushort* _links;
    private readonly int _candidatesMax;
    private int _enteredLimit;

    /// <summary>Makes a finder over one source with borrowed tables.</summary>
    /// <param name="source">Start of the source.</param>
    /// <param name="matchLimit">Where matches must end, as an offset; 4 more bytes are readable behind it.</param>
    /// <param name="heads">The <see cref="HeadCount"/> heads.</param>
    /// <param name="links">The <see cref="LinkCount"/> links.</param>
    /// <param name="candidatesMax">How many candidates to compare for one position.</param>
    internal MatchChain(byte* source, int matchLimit, int* heads, ushort* links, int candidatesMax)
    {
        _source = source;
        _matchLimit = matchLimit;
        _heads = heads;
        _links = links;
        _candidatesMax = candidatesMax;
        _enteredLimit = 0;
    }

    /// <summary>Finds the nearest of the longest matches of a position, and enters all positions up to it.</summary>
    /// <param name="position">
    /// The position, at least 4 bytes before the match limit and never below an earlier one.
    /// </param>
    /// <param name="lengthFloor">Only matches longer than this count, at least 3.</param>
    /// <param name="distance">How far back the match lies; 0 if there is none.</param>
    /// <returns>Length of the match in bytes; 0 if there is none.</returns>
    internal int FindLongest(int position, int lengthFloor, out int distance)
    {
        EnterUpTo(position);
        distance = 0;
        int lengthMax = _matchLimit - position;
        int best = lengthFloor;
        byte* here = _source + position;
        uint start = BlockBytes.Read32(here);
        int candidate = position;
        for (int left = _candidatesMax; left > 0 && best < lengthMax; left--)
        {
            int link = _links[candidate & (LinkCount - 1)];
            candidate -= link;
            if (link == 0 || position - candidate > BlockFormat.DistanceBytesMax) break;

            // The 4 bytes that end where a longer match must still agree rule most candidates out.
            byte* there = _source + candidate;
            if (BlockBytes.Read32(there + best - 3) != BlockBytes.Read32(here + best - 3)) continue;
            if (BlockBytes.Read32(there) != start) continue;
            int length = BlockFormat.MatchBytesMin + BlockBytes.CountEqual(
                here + BlockFormat.MatchBytesMin, _source + _matchLimit, there + BlockFormat.MatchBytesMin);
            if (length <= best) continue;
            best = length;
            distance = position - candidate;
            if (best >= BytesEnough) break;
        }

        return distance == 0 ? 0 : best;
    }

    // The position itself is entered too, so that its link is the first step of its own chain.
    private void EnterUpTo(int position)
    {
        for (int entered = _enteredLimit; entered <= position; entered++)
        {
            uint hash = (BlockBytes.Read32(_source + entered) * HashFactor) >> (32 - HeadBits);
            int earlier = _heads[hash] - 1;
            int distance = entered - earlier;
            _links[entered & (LinkCount - 1)] =
                (ushort)(earlier < 0 || distance > BlockFormat.DistanceBytesMax ? 0 : distance);
            _heads[hash] = entered + 1;
        }

        _enteredLimit = Math.Max(_enteredLimit, position + 1);
    }
}
