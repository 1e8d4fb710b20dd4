namespace Feedlog.Fsck;

/// <summary>Answers who may use a file; the seam to the file system has no such question.</summary>
internal interface IFileModes
{
    /// <summary>The permissions of a file or folder of the store; null where nobody knows.</summary>
    /// <param name="path">Relative to the store's folder, with '/'; empty for the folder itself.</param>
    UnixFileMode? Of(string path);

    /// <summary>Says whether a link stands there, whatever it points to.</summary>
    /// <param name="path">Relative to the store's folder.</param>
    bool IsLink(string path);
}
