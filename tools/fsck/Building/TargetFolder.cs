using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Building;

/// <summary>The folder of a store that is to be made.</summary>
internal static class TargetFolder
{
    /// <summary>Refuses a folder that holds anything but what an attempt leaves that was given up.</summary>
    /// <exception cref="CommandException">It holds something.</exception>
    public static void RequireUnused(IStorage storage)
    {
        if (!storage.Exists) return;
        foreach (string name in storage.List(""))
        {
            bool isLeftover = name is StoreLayout.Lock || (name is StoreLayout.HotFolder or StoreLayout.IndexFolder &&
                storage.List(name).Count == 0);
            if (!isLeftover)
                throw new CommandException("Exists", $"{storage.Place} holds {name} already; name a new folder.");
        }
    }

    /// <summary>
    /// Removes what was made: the manifest first, so that nobody finds half a store. What cannot be removed stays, and
    /// with it all else.
    /// </summary>
    public static void Clear(IStorage storage, IReadOnlyCollection<string> paths)
    {
        try
        {
            if (paths.Contains(StoreLayout.Manifest))
            {
                storage.Delete(StoreLayout.Manifest);
                storage.SyncFolder("");
            }

            foreach (string path in paths) storage.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Why the work ended is what will be told; the folder holds a whole store or none.
        }
    }
}
