using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Tests.Support;

/// <summary>Looks for bytes in all files of a store, as they are and unpacked.</summary>
public static class StoreBytes
{
    private const int LooksMax = 10;

    /// <summary>The files that hold some bytes.</summary>
    /// <remarks>If one goes between being listed and being read, as a draft does when it is named, all is looked at
    /// again: nothing that has another name by now may be passed over.</remarks>
    public static IEnumerable<string> Holding(IStorage storage, ReadOnlyMemory<byte> wanted)
    {
        for (int look = 1; ; look++)
        {
            try
            {
                return [.. Look(storage, wanted)];
            }
            catch (FileNotFoundException) when (look < LooksMax)
            {
            }
        }
    }

    private static IEnumerable<string> Look(IStorage storage, ReadOnlyMemory<byte> wanted)
    {
        foreach (string path in Paths(storage))
        {
            byte[] bytes = Read(storage, path);
            if (bytes.AsSpan().IndexOf(wanted.Span) >= 0 || Unpacked(storage, path).Any(frame => Holds(frame, wanted)))
                yield return path;
        }
    }

    /// <summary>All files of a store.</summary>
    public static IEnumerable<string> Paths(IStorage storage)
    {
        string[] folders =
            [StoreLayout.HotFolder, StoreLayout.IndexFolder, StoreLayout.ColdFolder, StoreLayout.QuarantineFolder];
        IEnumerable<string> inFolders = folders.Where(folder => folder != StoreLayout.ColdFolder)
            .SelectMany(folder => storage.List(folder).Select(name => $"{folder}/{name}"));
        return storage.List("").Except(folders).Where(name => name != StoreLayout.Lock)
            .Concat(inFolders).Concat(ColdFiles.Paths(storage.List));
    }

    /// <summary>All bytes of a file.</summary>
    public static byte[] Read(IStorage storage, string path)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Read);
        byte[] bytes = new byte[file.LengthBytes];
        for (int at = 0; at < bytes.Length;)
        {
            int readBytes = file.Read(at, bytes.AsSpan(at));
            if (readBytes == 0) break;
            at += readBytes;
        }

        return bytes;
    }

    private static bool Holds(byte[] frame, ReadOnlyMemory<byte> wanted) => frame.AsSpan().IndexOf(wanted.Span) >= 0;

    private static IEnumerable<byte[]> Unpacked(IStorage storage, string path)
    {
        if (!path.EndsWith(StoreLayout.ShardSuffix, StringComparison.Ordinal)) yield break;
        if (!ShardReader.TryOpen(storage, path, isMapped: false, out ShardReader? reader, out _)) yield break;
        using (reader)
        {
            ShardWalk walk = new(reader);
            while (walk.MoveNext())
            {
                for (int slot = 0; slot < walk.Chunk!.SlotCount; slot++)
                    yield return walk.Chunk.FrameOf(slot).Bytes.ToArray();
            }
        }
    }
}
