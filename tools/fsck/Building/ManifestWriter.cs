using System.Buffers.Binary;
using System.Security.Cryptography;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Building;

/// <summary>Puts a manifest or a watermark in place in one step. FORMAT.md sections 7.1 and 7.2.</summary>
internal static class ManifestWriter
{
    /// <summary>The draft of a watermark.</summary>
    public const string WatermarkDraft = StoreLayout.Watermark + StoreLayout.DraftSuffix;

    // Two slots, one of which was written when there was nothing to say yet.
    private const ulong FirstCounter = 3;

    /// <summary>A store that nobody has made yet.</summary>
    public static StoreIdentity NewIdentity()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return new StoreIdentity { Id = Guid.NewGuid(), Salt = BinaryPrimitives.ReadUInt64LittleEndian(bytes) };
    }

    /// <summary>Writes a draft, syncs it, renames it over the manifest and syncs the folder.</summary>
    /// <exception cref="IOException">Nobody knows which manifest is on the medium: one of the two.</exception>
    public static void Replace(IStorage storage, Manifest manifest) =>
        Replace(storage, StoreLayout.ManifestDraft, StoreLayout.Manifest, manifest.Write());

    /// <summary>
    /// Replaces the watermark by one that says that a store was closed: two slots whose counters are neighbours.
    /// </summary>
    /// <param name="storage">Where.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="mark">What both slots say; the counter is the highest that was ever written.</param>
    public static void ReplaceWatermark(IStorage storage, ulong salt, in Watermark mark)
    {
        byte[] bytes = new byte[WatermarkLayout.FileBytes];
        ulong counter = Math.Max(mark.Counter + FirstCounter, FirstCounter);
        foreach (Watermark slot in new[] { mark with { Counter = counter }, mark with { Counter = counter + 1 } })
            slot.Write(bytes.AsSpan((int)slot.SlotOffsetBytes), salt);
        ReplaceWatermark(storage, bytes);
    }

    /// <summary>Replaces the watermark by these bytes.</summary>
    public static void ReplaceWatermark(IStorage storage, byte[] bytes) =>
        Replace(storage, WatermarkDraft, StoreLayout.Watermark, bytes);

    private static void Replace(IStorage storage, string draftPath, string path, byte[] bytes)
    {
        storage.Delete(draftPath);
        using (IStorageFile draft = storage.Open(draftPath, StorageOpen.Create))
        {
            draft.Write(0, bytes);
            draft.Sync();
        }

        storage.Rename(draftPath, path);
        storage.SyncFolder("");
    }
}
