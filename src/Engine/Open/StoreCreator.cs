using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Analysis;
using Feedlog.Write;

namespace Feedlog.Open;

/// <summary>Makes a new store. The manifest comes last: a crash before it leaves no store.</summary>
internal static class StoreCreator
{
    /// <summary>Makes the files of an empty store in a folder that is locked and has no manifest.</summary>
    /// <exception cref="FeedlogException">There are segments without a manifest: a store that has lost it.</exception>
    public static void Create(IStorage storage, FeedlogOptions options)
    {
        RemoveUnfinished(storage);
        StoreIdentity store = StoreIdentity.Create();
        storage.CreateFolder(StoreLayout.HotFolder);
        long nowMs = options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        SegmentHeader header = new()
        {
            Store = store,
            Number = 1,
            FirstSequence = 1,
            DeclaredGap = 0,
            FirstGroup = 1,
            PreviousCommit = 0,
            CreatedAtMs = nowMs,
        };
        OpenSegment.Create(storage, header, StoreLayout.Segment(header.Number), options.SegmentBytes).Dispose();
        using (WatermarkFile watermark = new(storage, store.Salt, default, saysClosed: false))
        {
            watermark.Write(new Watermark
            {
                Counter = 0,
                DurableGroup = 0,
                PublishedSegment = header.Number,
                PublishedEndBytes = SegmentLayout.HeaderBytes,
                PublishedGroup = 0,
                PublishedSequence = 0,
            });
            watermark.Close();
        }

        // A manifest must never be found without the log it lists: names may reach the disk in any order until synced.
        SyncFailedException.Guard("the store's folder", () => storage.SyncFolder(""));
        Analyzer.TryGet(options.Analyzer, out Analyzer? analyzer);
        ManifestFile.Replace(storage, new Manifest
        {
            Store = store,
            Generation = 1,
            NextSegment = header.Number + 1,
            CreatedAtMs = nowMs,
            Analyzer = options.Analyzer,
            UnicodeVersion = analyzer!.UnicodeVersion, // The options were validated.
            Segments =
            [
                new SegmentEntry { Number = 1, State = SegmentState.Open, FirstSequence = 1, FirstGroup = 1 },
            ],
        });
    }

    // A creation that was cut short leaves a first segment without frames. Anything more is somebody's data.
    private static void RemoveUnfinished(IStorage storage)
    {
        foreach (string name in storage.List(StoreLayout.HotFolder))
        {
            if (!StoreLayout.TryParseSegment(name, out ulong number)) continue;
            if (number != 1 || HasFrames(storage, number)) throw LostManifest(storage);
            storage.Delete(StoreLayout.Segment(number));
        }

        if (storage.List("").Contains(StoreLayout.Watermark)) storage.Delete(StoreLayout.Watermark);
    }

    private static bool HasFrames(IStorage storage, ulong number)
    {
        using IStorageFile file = storage.Open(StoreLayout.Segment(number), StorageOpen.Read);
        return file.LengthBytes > SegmentLayout.HeaderBytes;
    }

    private static FeedlogException LostManifest(IStorage storage) => new(
        FeedlogErrorCode.Corrupt, $"{storage.Place} has segments but no {StoreLayout.Manifest}.",
        "Run 'fsck verify' on it; do not create a new store over it.", StoreLayout.Manifest);
}
