using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Repairing;

/// <summary>
/// Gives a segment a sound header: a copy of the file with it takes the file's place in one step. Number and offsets
/// stay, so all that its frames were sealed with stays true.
/// </summary>
internal sealed class HeaderRebuild(IStorage storage, Quarantine quarantine)
{
    /// <summary>Replaces the segment by a copy with this header.</summary>
    public void Run(in SegmentHeader header)
    {
        string path = StoreLayout.Segment(header.Number);
        string draft = StoreLayout.SegmentDraft(header.Number);
        quarantine.Keep(path);
        storage.Delete(draft);
        using (IStorageFile source = storage.Open(path, StorageOpen.Read)) Quarantine.Copy(source, draft, storage);
        using (IStorageFile copy = storage.Open(draft, StorageOpen.Write))
        {
            Span<byte> bytes = stackalloc byte[SegmentLayout.HeaderBytes];
            header.Write(bytes);
            copy.Write(0, bytes);
            copy.Sync();
        }

        storage.Rename(draft, path);
        storage.SyncFolder(StoreLayout.HotFolder);
    }
}
