namespace Feedlog.Tests.Support.Storage;

/// <summary>One change of a storage, so that it can be done again elsewhere.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Path">The file or folder.</param>
public sealed record StorageStep(StorageStepKind Kind, string Path)
{
    /// <summary>The new name in a rename.</summary>
    public string Target { get; init; } = "";

    /// <summary>Number of the file, which a rename does not change; 0 for steps about names.</summary>
    public int FileNumber { get; init; }

    /// <summary>Where it happened in the file, in bytes.</summary>
    public long OffsetBytes { get; init; }

    /// <summary>How many bytes were given back, or how long the file became.</summary>
    public long LengthBytes { get; init; }

    /// <summary>The bytes written.</summary>
    public byte[] Bytes { get; init; } = [];

    /// <summary>The test's word.</summary>
    public object? Word { get; init; }

    /// <summary>What and where, for messages.</summary>
    public override string ToString() => Kind switch
    {
        StorageStepKind.Note => $"Note {Word}",
        StorageStepKind.Rename => $"Rename {Path} to {Target}",
        StorageStepKind.Write => $"Write {Path} at {OffsetBytes}, {Bytes.Length} bytes",
        StorageStepKind.Allocate => $"Allocate {Path} to {LengthBytes}",
        _ => $"{Kind} {Path}",
    };
}
