namespace Feedlog.Format.Stores;

/// <summary>What makes a store itself: repeated in its manifest and in every segment.</summary>
public readonly record struct StoreIdentity
{
    /// <summary>Random id, 16 bytes; on disk in the order of its hexadecimal notation.</summary>
    public required Guid Id { get; init; }

    /// <summary>Random salt that seeds every header checksum.</summary>
    public required ulong Salt { get; init; }

    /// <summary>Features that a reader must understand.</summary>
    public ulong RequiredFeatures { get; init; }

    /// <summary>Features that a reader may ignore.</summary>
    public ulong OptionalFeatures { get; init; }
}
