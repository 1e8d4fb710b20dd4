using System.Buffers;

namespace K4os.Compression.LZ4;

/// <summary>The high-compression encoder: hash chains, and one of two ways to choose among the matches.</summary>
internal static unsafe class BlockHighEncoder
{
    private const int LevelFirst = (int)LZ4Level.L03_HC;
    private const int LevelFinal = (int)LZ4Level.L12_MAX;

    /// <summary>Compresses a source into one block.</summary>
    /// <param name="source">Start of the source.</param>
    /// <param name="sourceLength">Its length in bytes, at least 1.</param>
    /// <param name="target">Start of the target.</param>
    /// <param name="targetLength">Its length in bytes, at least 1.</param>
    /// <param name="level">From <see cref="LZ4Level.L03_HC"/> on; values above the last count as the last.</param>
    /// <returns>Bytes written, or a negative number if the target is too small.</returns>
    internal static int Encode(byte* source, int sourceLength, byte* target, int targetLength, LZ4Level level)
    {
        byte* write = target;
        byte* writeEnd = target + targetLength;
        int anchor = 0;
        if (sourceLength > BlockFormat.MatchStartMarginBytes)
        {
            int[] heads = ArrayPool<int>.Shared.Rent(MatchChain.HeadCount);
            ushort[] links = ArrayPool<ushort>.Shared.Rent(MatchChain.LinkCount);
            try
            {
                heads.AsSpan(0, MatchChain.HeadCount).Clear();
                fixed (int* firstHead = heads)
                fixed (ushort* firstLink = links)
                {
                    int levelNumber = Math.Clamp((int)level, LevelFirst, LevelFinal);
                    MatchChain chain = new(
                        source,
                        sourceLength - BlockFormat.FinalLiteralBytes,
                        firstHead,
                        firstLink,
                        CandidatesMax(levelNumber));
                    write = levelNumber < (int)LZ4Level.L10_OPT
                        ? LazyParse.Encode(source, sourceLength, write, writeEnd, ref chain, out anchor)
                        : CheapestParse.Encode(source, sourceLength, write, writeEnd, ref chain, out anchor);
                }
            }
            finally
            {
                ArrayPool<ushort>.Shared.Return(links);
                ArrayPool<int>.Shared.Return(heads);
            }

            if (write == null) return -1;
        }

        byte* end = SequenceWriter.WriteFinal(write, writeEnd, source + anchor, sourceLength - anchor);
        return end == null ? -1 : (int)(end - target);
    }

    private static int CandidatesMax(int levelNumber) => levelNumber switch
    {
        >= LevelFinal => 4096,
        (int)LZ4Level.L11_OPT => 512,
        (int)LZ4Level.L10_OPT => 128,
        _ => 8 << (levelNumber - LevelFirst),
    };
}
