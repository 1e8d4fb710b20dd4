namespace Feedlog.Format.Indexes;

/// <summary>A page of an index file is not what was written.</summary>
/// <remarks>Everything in index files is derived: who catches this sets the file aside and asks the log.</remarks>
public sealed class IndexDamageException : Exception
{
    /// <summary>Says where and how.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offsetBytes">Where the damaged page or entry begins.</param>
    /// <param name="fault">What is wrong with it.</param>
    public IndexDamageException(string path, long offsetBytes, FormatFault fault)
        : base($"{path} is damaged at byte {offsetBytes}: {fault}.")
    {
        Path = path;
        OffsetBytes = offsetBytes;
        Fault = fault;
    }

    /// <summary>The file, relative to the store's folder.</summary>
    public string Path { get; }

    /// <summary>Where the damaged page or entry begins, in bytes.</summary>
    public long OffsetBytes { get; }

    /// <summary>What is wrong with it.</summary>
    public FormatFault Fault { get; }
}
