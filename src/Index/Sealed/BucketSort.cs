namespace Feedlog.Indexing.Sealed;

/// <summary>Sorts the entries of a hash table: into buckets in one pass, then each bucket by itself.</summary>
internal static class BucketSort
{
    // Above this many, an ordinary sort is faster; only many versions of one key make a bucket so large.
    private const int SmallBucket = 32;

    /// <summary>The entries in order; their top bits are spread evenly.</summary>
    public static ulong[] Sort(ReadOnlySpan<ulong> source)
    {
        ulong[] target = new ulong[source.Length];
        if (source.Length == 0) return target;
        int bits = BucketBits.Of(source.Length);
        int[] ends = new int[(1 << bits) + 1];
        foreach (ulong entry in source) ends[BucketBits.Bucket(entry, bits) + 1]++;
        for (int i = 1; i < ends.Length; i++) ends[i] += ends[i - 1];
        foreach (ulong entry in source) target[ends[BucketBits.Bucket(entry, bits)]++] = entry;

        // Every start has become the end of its bucket.
        for (int bucket = 0, start = 0; bucket < ends.Length - 1; start = ends[bucket++])
            SortBucket(target.AsSpan(start, ends[bucket] - start));
        return target;
    }

    private static void SortBucket(Span<ulong> bucket)
    {
        if (bucket.Length > SmallBucket)
        {
            bucket.Sort();
            return;
        }

        for (int i = 1; i < bucket.Length; i++)
        {
            ulong entry = bucket[i];
            int place = i;
            for (; place > 0 && bucket[place - 1] > entry; place--) bucket[place] = bucket[place - 1];
            bucket[place] = entry;
        }
    }
}
