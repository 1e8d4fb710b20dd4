using System.Buffers.Binary;

namespace Feedlog.Compare.Contenders.RocksDb;

/// <summary>The keys of one table for all: a letter says whether an id, a time or a key of a record follows.</summary>
internal static class RocksDbKeys
{
    /// <summary>Room for any key.</summary>
    internal const int BytesMax = 32;

    private const byte IdLetter = (byte)'i';
    private const byte TimeLetter = (byte)'t';
    private const byte KeyLetter = (byte)'k';

    /// <summary>Writes the key of a record by its id, which is also the value of the others.</summary>
    /// <returns>Its length in bytes.</returns>
    internal static int WriteId(Span<byte> target, ulong id)
    {
        target[0] = IdLetter;
        BinaryPrimitives.WriteUInt64BigEndian(target[1..], id);
        return 1 + RecordBytes.IdBytes;
    }

    /// <summary>Writes the key of a record by its time.</summary>
    /// <returns>Its length in bytes.</returns>
    internal static int WriteTime(Span<byte> target, long timestampMs, ulong sequence)
    {
        target[0] = TimeLetter;
        RecordBytes.WriteTimeKey(target[1..], timestampMs, sequence);
        return 1 + RecordBytes.TimeKeyBytes;
    }

    /// <summary>Writes the key of a record by its key in the nameless stream.</summary>
    /// <returns>Its length in bytes.</returns>
    internal static int WriteKey(Span<byte> target, ReadOnlySpan<byte> key)
    {
        target[0] = KeyLetter;
        target[1] = RecordBytes.KeySeparator;
        key.CopyTo(target[2..]);
        return 2 + key.Length;
    }

    /// <summary>Reads the time out of a key by time.</summary>
    /// <returns>False if it is a key of another kind.</returns>
    internal static bool TryReadTime(ReadOnlySpan<byte> key, out long timestampMs)
    {
        timestampMs = 0;
        if (key.Length != 1 + RecordBytes.TimeKeyBytes || key[0] != TimeLetter) return false;
        timestampMs = BinaryPrimitives.ReadInt64BigEndian(key[1..]);
        return true;
    }
}
