using Feedlog.Format.Storage;

namespace Feedlog.Cold;

/// <summary>Deletes what no manifest lists and nobody reads any more.</summary>
internal static class ObsoleteFile
{
    /// <summary>Deletes a file, if that is possible.</summary>
    public static void Delete(IStorage storage, string path)
    {
        try
        {
            storage.Delete(path);
        }
        catch (IOException)
        {
            // The next opening for writing removes it.
        }
    }
}
