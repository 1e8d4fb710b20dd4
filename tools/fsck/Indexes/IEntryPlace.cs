namespace Feedlog.Fsck.Indexes;

/// <summary>Where an entry of a section stands.</summary>
internal interface IEntryPlace
{
    /// <summary>Number of the entry in its section, from 0.</summary>
    long Index { get; }

    /// <summary>Where it lies in the file, in bytes; of one that begins inside a byte, that byte.</summary>
    long OffsetBytes { get; }
}
