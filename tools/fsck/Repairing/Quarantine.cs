using System.Globalization;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Repairing;

/// <summary>Keeps a copy of every file that a repair replaces or removes. Nothing ever reads it again.</summary>
internal sealed class Quarantine(IStorage storage)
{
    private const int CopyBytes = 256 * 1024;
    private const string NumberFormat = "D6";
    private const string DraftName = "draft";

    /// <summary>Copies a file, durably, under a name that was not used before.</summary>
    /// <param name="path">The file, relative to the store's folder.</param>
    /// <returns>The path of the copy; empty if there is no such file.</returns>
    /// <exception cref="IOException">There is no copy; the file is as it was.</exception>
    public string Keep(string path)
    {
        using IStorageFile? source = TryOpen(path);
        if (source is null) return "";
        storage.CreateFolder(StoreLayout.QuarantineFolder);
        storage.SyncFolder("");
        int number = 1;
        foreach (string name in storage.List(StoreLayout.QuarantineFolder))
        {
            string own = StoreLayout.QuarantineFolder + "/" + name;
            if (StoreLayout.IsDraft(name)) storage.Delete(own);
            else if (int.TryParse(name.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int taken))
                number = Math.Max(number, taken + 1);
        }

        // Drafts may have been called anything; no word of somebody else's gets into a name.
        string origin = StoreLayout.IsDraft(path) ? DraftName : path.Replace('/', '-');
        string target = StoreLayout.QuarantineFolder + "/" +
            number.ToString(NumberFormat, CultureInfo.InvariantCulture) + "-" + origin;
        Copy(source, target + StoreLayout.DraftSuffix, storage);
        storage.Rename(target + StoreLayout.DraftSuffix, target);
        storage.SyncFolder(StoreLayout.QuarantineFolder);
        return target;
    }

    /// <summary>Keeps a copy of a file and removes it.</summary>
    /// <param name="path">The file, relative to the store's folder.</param>
    public void Move(string path)
    {
        Keep(path);
        storage.Delete(path);
        int slash = path.LastIndexOf('/');
        storage.SyncFolder(slash < 0 ? "" : path[..slash]);
    }

    /// <summary>Copies all bytes of a file to a new one and syncs it.</summary>
    /// <param name="source">The file.</param>
    /// <param name="targetPath">The name of the copy, which does not exist yet.</param>
    /// <param name="target">Where the copy goes.</param>
    public static void Copy(IStorageFile source, string targetPath, IStorage target)
    {
        byte[] buffer = new byte[(int)Math.Clamp(source.LengthBytes, 1, CopyBytes)];
        using IStorageFile copy = target.Open(targetPath, StorageOpen.Create);
        for (long at = 0; at < source.LengthBytes;)
        {
            int readBytes = source.Read(at, buffer);
            if (readBytes == 0) break;
            copy.Write(at, buffer.AsSpan(0, readBytes));
            at += readBytes;
        }

        copy.Sync();
    }

    private IStorageFile? TryOpen(string path)
    {
        try
        {
            return storage.Open(path, StorageOpen.Read);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
