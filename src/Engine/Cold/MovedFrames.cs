using Feedlog.Format;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Write;

namespace Feedlog.Cold;

/// <summary>
/// Finds frames that a writer in another process has moved since a view was published: addresses are names, so what is
/// not where the view says lies in a shard that the newest manifest lists. Any thread.
/// </summary>
internal sealed class MovedFrames(IStorage storage, ulong salt, ChunkCache cache)
{
    /// <summary>The shards of the newest manifest, to be released; read by position, as they may go again.</summary>
    /// <param name="segmentNumber">The segment whose frames are looked for.</param>
    /// <exception cref="FeedlogException">Corrupt or Storage: the manifest cannot be read, or the segment is missing.
    /// </exception>
    public ShardSet Look(ulong segmentNumber)
    {
        try
        {
            Manifest manifest = ManifestFile.Read(storage);
            if (manifest.Find(segmentNumber)?.State != SegmentState.Archived)
            {
                throw Throw.Corrupt(FormatFault.Truncated, StoreLayout.Segment(segmentNumber), 0,
                    "A segment of the store is missing");
            }

            return ShardSet.Of(storage, manifest.Shards, salt, ReadMode.Positioned, cache);
        }
        catch (IOException failure)
        {
            throw Throw.Storage(failure, $"Reading {StoreLayout.Manifest} failed");
        }
    }
}
