using Feedlog.Format.Storage;

namespace Feedlog.Indexing.Views;

/// <summary>
/// An open index file that several sets share. Closed when the last reference is gone, and then deleted if the
/// manifest no longer names it.
/// </summary>
/// <param name="reader">The open file.</param>
/// <param name="path">Its path.</param>
/// <param name="storage">Where it is.</param>
public sealed class SharedIndexFile<T>(T reader, string path, IStorage storage)
    where T : IDisposable
{
    private int _references = 1;
    private int _isObsolete;
    private int _isSuspect;

    /// <summary>The open file.</summary>
    public T Reader => reader;

    /// <summary>Its path.</summary>
    public string Path => path;

    /// <summary>Whether somebody has met damage in it.</summary>
    public bool IsSuspect => Volatile.Read(ref _isSuspect) != 0;

    /// <summary>Takes a reference.</summary>
    public void AddReference() => Interlocked.Increment(ref _references);

    /// <summary>Says that no manifest names the file any more: it may go when the last reference does.</summary>
    public void MarkObsolete() => Volatile.Write(ref _isObsolete, 1);

    /// <summary>Says that it is damaged.</summary>
    public void MarkSuspect() => Volatile.Write(ref _isSuspect, 1);

    /// <summary>Gives a reference back.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        reader.Dispose();
        if (Volatile.Read(ref _isObsolete) == 0) return;
        try
        {
            storage.Delete(path);
        }
        catch (IOException)
        {
            // Nobody reads it any more; the next writer removes what the manifest does not name.
        }
    }
}
