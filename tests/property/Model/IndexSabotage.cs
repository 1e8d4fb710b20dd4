using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Property.Model;

/// <summary>Takes index files away, or damages one, while nobody has the store open.</summary>
internal static class IndexSabotage
{
    /// <summary>Deletes each index file with even odds.</summary>
    public static void DeleteSome(CrashStorage storage, Random random)
    {
        foreach (string path in Paths(storage))
        {
            if (random.Next(2) == 0) storage.Delete(path);
        }
    }

    /// <summary>Flips a bit of an index file; null if there is none.</summary>
    public static (string Path, long OffsetBytes, int Bit)? FlipSomeBit(CrashStorage storage, Random random)
    {
        string[] paths = Paths(storage);
        if (paths.Length == 0) return null;
        string path = paths[random.Next(paths.Length)];
        (string Path, long OffsetBytes, int Bit) place =
            (path, random.NextInt64(storage.Dump()[path].Length), random.Next(8));
        Flip(storage, place);
        return place;
    }

    /// <summary>Flips a bit back, if the file is still there.</summary>
    public static void Undo(CrashStorage storage, (string Path, long OffsetBytes, int Bit) place)
    {
        if (Paths(storage).Contains(place.Path, StringComparer.Ordinal)) Flip(storage, place);
    }

    private static string[] Paths(CrashStorage storage) =>
        storage.List(StoreLayout.IndexFolder).Select(name => $"{StoreLayout.IndexFolder}/{name}").ToArray();

    private static void Flip(CrashStorage storage, (string Path, long OffsetBytes, int Bit) place)
    {
        using IStorageFile file = storage.Open(place.Path, StorageOpen.Write);
        byte[] bytes = new byte[1];
        file.Read(place.OffsetBytes, bytes);
        bytes[0] ^= (byte)(1 << place.Bit);
        file.Write(place.OffsetBytes, bytes);
    }
}
