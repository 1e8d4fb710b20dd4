namespace Feedlog.Indexing.Sealed;

/// <summary>Sorts the entries of a hash table: into buckets in one pass, then each bucket by itself.</summary>
internal static class BucketSort
{
    // Above this many, an ordinary sort is faster; only many versions of one key make a bucket so large.
    private const int SmallBucket = 32;

    /// <summary>The entries in order.</summary>
    public static T[] Sort<T>(ReadOnlySpan<T> source)
        where T : struct, IHashEntry<T>
    {
        T[] target = new T[source.Length];
        if (source.Length == 0) return target;
        int bits = BucketBits.Of(source.Length);
        int[] ends = new int[(1 << bits) + 1];
        foreach (ref readonly T entry in source) ends[BucketBits.Bucket(entry.Hash, bits) + 1]++;
        for (int i = 1; i < ends.Length; i++) ends[i] += ends[i - 1];
        foreach (ref readonly T entry in source) target[ends[BucketBits.Bucket(entry.Hash, bits)]++] = entry;

        // Every start has become the end of its bucket.
        for (int bucket = 0, start = 0; bucket < ends.Length - 1; start = ends[bucket++])
            SortBucket(target.AsSpan(start, ends[bucket] - start));
        return target;
    }

    private static void SortBucket<T>(Span<T> bucket)
        where T : struct, IHashEntry<T>
    {
        if (bucket.Length > SmallBucket)
        {
            bucket.Sort();
            return;
        }

        for (int i = 1; i < bucket.Length; i++)
        {
            T entry = bucket[i];
            int place = i;
            for (; place > 0 && bucket[place - 1].CompareTo(entry) > 0; place--) bucket[place] = bucket[place - 1];
            bucket[place] = entry;
        }
    }
}
