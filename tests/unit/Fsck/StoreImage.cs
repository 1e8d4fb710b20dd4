using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>The bytes of all files of a store, to be damaged at will.</summary>
internal sealed class StoreImage
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>The paths of the files.</summary>
    public IReadOnlyList<string> Paths => [.. _files.Keys];

    /// <summary>The manifest, which must be sound.</summary>
    public Manifest Manifest =>
        Manifest.TryRead(_files[StoreLayout.Manifest], out Manifest? manifest, out _)
            ? manifest! // TryRead said so.
            : throw new InvalidOperationException("The manifest of the image is damaged.");

    /// <summary>The bytes of a file; what is written to them is in the image.</summary>
    public byte[] this[string path]
    {
        get => _files[path];
        set => _files[path] = value;
    }

    /// <summary>The files as they are now: what a killed process leaves behind.</summary>
    public static StoreImage Of(IStorage storage)
    {
        StoreImage image = new();
        foreach (string name in storage.List(""))
        {
            if (name is StoreLayout.HotFolder or StoreLayout.IndexFolder or StoreLayout.ColdFolder or
                StoreLayout.QuarantineFolder)
            {
                foreach (string inner in storage.List(name)) image.Take(storage, name + "/" + inner);
            }
            else
            {
                image.Take(storage, name);
            }
        }

        return image;
    }

    /// <summary>A copy that may be damaged on its own.</summary>
    public StoreImage Copy()
    {
        StoreImage copy = new();
        foreach ((string path, byte[] bytes) in _files) copy._files[path] = [.. bytes];
        return copy;
    }

    /// <summary>Removes a file.</summary>
    public void Remove(string path) => _files.Remove(path);

    /// <summary>Makes a file shorter.</summary>
    public void Cut(string path, int lengthBytes) => _files[path] = _files[path][..lengthBytes];

    /// <summary>The files in a storage of their own.</summary>
    public MemoryStorage ToStorage()
    {
        MemoryStorage storage = new();
        storage.CreateFolder("");
        storage.CreateFolder(StoreLayout.HotFolder);
        storage.CreateFolder(StoreLayout.IndexFolder);
        if (_files.Keys.Any(path => path.StartsWith(StoreLayout.QuarantineFolder, StringComparison.Ordinal)))
            storage.CreateFolder(StoreLayout.QuarantineFolder);
        foreach ((string path, byte[] bytes) in _files)
        {
            using IStorageFile file = storage.Open(path, StorageOpen.Create);
            file.Write(0, bytes);
        }

        return storage;
    }

    /// <summary>Checks the store.</summary>
    public CheckReport Check(CheckOptions? options = null) => new StoreCheck(ToStorage(), options).Run();

    private void Take(IStorage storage, string path)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Read);
        byte[] bytes = new byte[file.LengthBytes];
        file.Read(0, bytes);
        _files[path] = bytes;
    }
}
