namespace Feedlog.Sealing;

/// <summary>Decides which sorted files are merged into one, so that few remain and none is rewritten often.</summary>
internal static class MergePolicy
{
    /// <summary>How many files may remain.</summary>
    public const int FilesMax = 4;

    // With a file at least three times what follows it, a record is rewritten about ten times on its way into a store
    // of ten million; with less, big files are rewritten too often, with more, small ones.
    private const int Ratio = 3;

    /// <summary>
    /// How many of the newest files are to be merged into one; 0 if there are few enough. Only neighbours are merged:
    /// a file covers one stretch of the log.
    /// </summary>
    /// <param name="sizes">Sizes of the files, oldest first.</param>
    /// <param name="isTidying">Whether to merge also few files, if the older ones are not much larger: there is time
    /// for it.</param>
    public static int CountToMerge(IReadOnlyList<long> sizes, bool isTidying = false)
    {
        if (sizes.Count <= FilesMax) return isTidying ? CountToTidy(sizes) : 0;
        long newer = sizes[^1];
        for (int i = sizes.Count - 2; i > 0; i--)
        {
            newer += sizes[i];
            if (sizes[i - 1] >= Ratio * newer) return sizes.Count - i;
        }

        return sizes.Count;
    }

    private static int CountToTidy(IReadOnlyList<long> sizes)
    {
        if (sizes.Count == 0) return 0;
        int count = 1;
        for (long newer = sizes[^1]; count < sizes.Count && sizes[^(count + 1)] < Ratio * newer; count++)
            newer += sizes[^(count + 1)];
        return count > 1 ? count : 0;
    }
}
