namespace Feedlog.Fsck;

#pragma warning disable RS0030 // The one question to the file system that IStorage has no call for; it only reads.

/// <summary>Permissions of files on a disk; nobody knows them on Windows.</summary>
internal sealed class DiskFileModes(string folder) : IFileModes
{
    /// <inheritdoc/>
    public UnixFileMode? Of(string path)
    {
        if (OperatingSystem.IsWindows()) return null;
        try
        {
            return File.GetUnixFileMode(path.Length == 0 ? folder : Path.Join(folder, path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public bool IsLink(string path)
    {
        try
        {
            return File.GetAttributes(Path.Join(folder, path)).HasFlag(FileAttributes.ReparsePoint);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
