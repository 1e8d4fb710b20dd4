using Feedlog.Format;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Write;

/// <summary>Reads the manifest and replaces it in one step.</summary>
internal static class ManifestFile
{
    /// <summary>Reads and checks the manifest.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="FeedlogException">It is damaged or newer.</exception>
    public static Manifest Read(IStorage storage)
    {
        using IStorageFile file = storage.Open(StoreLayout.Manifest, StorageOpen.Read);
        long lengthBytes = file.LengthBytes;
        if (lengthBytes > FormatLimits.ManifestBytesMax)
            throw Throw.Refuse(FormatFault.BadLength, StoreLayout.Manifest);

        byte[] bytes = new byte[lengthBytes];
        int readBytes = file.Read(0, bytes);
        return Manifest.TryRead(bytes.AsSpan(0, readBytes), out Manifest? manifest, out FormatFault fault)
            ? manifest! // TryRead said so.
            : throw Throw.Refuse(fault, StoreLayout.Manifest);
    }

    /// <summary>Writes a draft, syncs it, renames it over the manifest and syncs the folder. One thread at a time.
    /// </summary>
    public static void Replace(IStorage storage, Manifest manifest)
    {
        storage.Delete(StoreLayout.ManifestDraft);
        using (IStorageFile draft = storage.Open(StoreLayout.ManifestDraft, StorageOpen.Create))
        {
            draft.Write(0, manifest.Write());
#if SABOTAGE
            if (!Sabotage.Is("drop-draft-sync"))
#endif
            SyncFailedException.Guard(StoreLayout.ManifestDraft, draft.Sync);
        }

        storage.Rename(StoreLayout.ManifestDraft, StoreLayout.Manifest);
#if SABOTAGE
        if (Sabotage.Is("drop-directory-sync")) return;
#endif
        SyncFailedException.Guard("the store's folder", () => storage.SyncFolder(""));
    }
}
