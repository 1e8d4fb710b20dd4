using System.IO.Hashing;

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

    /// <summary>A store that nobody has made yet. Any thread.</summary>
    /// <remarks>
    /// Both parts come from the system's random numbers by way of <see cref="Guid.NewGuid"/>: 122 random bits each,
    /// without loading a library of cryptography for them.
    /// </remarks>
    public static StoreIdentity Create()
    {
        Span<byte> random = stackalloc byte[16];
        _ = Guid.NewGuid().TryWriteBytes(random);
        return new StoreIdentity { Id = Guid.NewGuid(), Salt = XxHash3.HashToUInt64(random) };
    }
}
