namespace Feedlog.Format.Storage;

/// <summary>The bytes of one file in memory, shared by all who have it open.</summary>
internal sealed class MemoryFileBytes
{
    /// <summary>Guards growth: a write must not land in an array that is being replaced.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The bytes; its length is the file's length. Replaced when the file grows, never shrunk.</summary>
    public byte[] Bytes { get; set; } = [];
}
