using Feedlog.Format.Shards;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Shards;

namespace Feedlog.Fsck.Salvaging;

/// <summary>The shards that lie in the folder of a store, where no manifest says which of them count.</summary>
/// <remarks>
/// All count: a shard that was replaced by another holds the same frames, and frames that two shards hold are taken
/// once.
/// </remarks>
internal static class FoundShards
{
    /// <summary>Their frames, in the order of their sequences; what cannot be opened is reported.</summary>
    public static ArchivedFrames Open(CheckContext context, StoreIdentity store) => new(OpenAll(context, store));

    private static IEnumerable<ShardReader> OpenAll(CheckContext context, StoreIdentity store)
    {
        foreach (string path in ColdFiles.Paths(context.List))
        {
            bool isShard = StoreLayout.TryParseShardPath(path, out _, out _) && !StoreLayout.IsDraft(path);
            if (!isShard || new ShardCheck(context, path).Open() is not ShardReader reader) continue;
            if (reader.Header.Store.Id == store.Id && reader.Header.Store.Salt == store.Salt)
            {
                yield return reader;
                continue;
            }

            context.Report(FindingCode.ShardForeign, path, 0, "The header names another store.");
            reader.Dispose();
        }
    }
}
