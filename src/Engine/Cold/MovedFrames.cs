using Feedlog.Format;
using Feedlog.Format.Frames;
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
    private const int AttemptsMax = 10;

    /// <summary>Reads the frame that had an address.</summary>
    /// <exception cref="FeedlogException">Corrupt or Storage: the manifest cannot be read, or the segment or the frame
    /// is missing.</exception>
    public FrameView Read(FrameAddress address)
    {
        Manifest? before = null;
        for (int attempt = 1; ; attempt++)
        {
            Manifest manifest = ReadManifest(address.SegmentNumber);
            ShardSet shards = Open(manifest);
            try
            {
                if (shards.TryRead(address, out FrameView frame)) return frame;
            }
            finally
            {
                shards.Release();
            }

            if (attempt == AttemptsMax || manifest.Generation == before?.Generation)
            {
                throw Throw.Corrupt(FormatFault.WrongPlace, StoreLayout.Segment(address.SegmentNumber),
                    address.OffsetBytes, "An index names a frame that the store does not have");
            }

            before = manifest;
        }
    }

    /// <summary>The shards of the newest manifest, to be released; those in which frames of a stretch lie are open.
    /// </summary>
    /// <param name="segmentNumber">The segment in which the stretch begins.</param>
    /// <param name="firstSequence">Where the stretch begins.</param>
    /// <param name="lastSequence">Where it ends.</param>
    /// <exception cref="FeedlogException">Corrupt or Storage: the manifest cannot be read, or the segment or a shard is
    /// missing.</exception>
    public ShardSet Acquire(ulong segmentNumber, ulong firstSequence, ulong lastSequence)
    {
        Manifest? before = null;
        for (int attempt = 1; ; attempt++)
        {
            Manifest manifest = ReadManifest(segmentNumber);
            ShardSet shards = Open(manifest);
            bool isHandedOut = false;
            try
            {
                ShardFile? missing = shards.FindMissing(firstSequence, lastSequence);
                isHandedOut = missing is null;
                if (isHandedOut) return shards;
                if (attempt == AttemptsMax || manifest.Generation == before?.Generation)
                {
                    throw Throw.Corrupt(
                        FormatFault.Truncated, missing!.Entry.Path, 0, "A shard of the store is missing");
                }
            }
            finally
            {
                if (!isHandedOut) shards.Release();
            }

            before = manifest;
        }
    }

    // Read by position, as the files may go again.
    private ShardSet Open(Manifest manifest) =>
        ShardSet.Of(storage, manifest.Shards, salt, ReadMode.Positioned, cache);

    private Manifest ReadManifest(ulong segmentNumber)
    {
        try
        {
            Manifest manifest = ManifestFile.Read(storage);
            if (manifest.Find(segmentNumber)?.State == SegmentState.Archived) return manifest;
            throw Throw.Corrupt(FormatFault.Truncated, StoreLayout.Segment(segmentNumber), 0,
                "A segment of the store is missing");
        }
        catch (IOException failure)
        {
            throw Throw.Storage(failure, $"Reading {StoreLayout.Manifest} failed");
        }
    }
}
