using System.Numerics;

namespace Feedlog.Indexing.Sealed;

/// <summary>The rule of the directories: a bucket is the top bits of a hash, and holds about four entries.</summary>
internal static class BucketBits
{
    private const int EntriesPerBucket = 4;

    /// <summary>How many bits of the hash name the bucket.</summary>
    public static int Of(long entryCount)
    {
        long bucketCount = (entryCount + EntriesPerBucket - 1) / EntriesPerBucket;
        return Math.Max(1, bucketCount <= 1 ? 0 : BitOperations.Log2((ulong)bucketCount - 1) + 1);
    }

    /// <summary>How many entries a directory has.</summary>
    public static long DirectoryCount(long entryCount) => (1L << Of(entryCount)) + 1;

    /// <summary>The bucket of a hash.</summary>
    public static long Bucket(ulong hash, int bits) => (long)(hash >> (64 - bits));
}
