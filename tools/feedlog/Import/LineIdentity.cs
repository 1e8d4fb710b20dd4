using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Feedlog.Tool;

/// <summary>
/// Gives records without key and id an id that depends on nothing but what they say and how often it was said before
/// in the same input, so that importing the same input again finds them present. Keeps 12 bytes and more a record.
/// </summary>
internal sealed class LineIdentity
{
    private readonly Dictionary<ulong, int> _counts = [];

    /// <summary>The id of a record that says what this draft says. Content and metadata must be given as bytes.
    /// </summary>
    public RecordId Of(in RecordDraft draft)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, draft.Timestamp?.ToUnixTimeMilliseconds() ?? long.MinValue);
        hash.AppendData(number);
        Add(hash, (draft.ContentBytes ?? default).Span);
        Add(hash, (draft.MetadataBytes ?? default).Span);
        Add(hash, draft.Stream);
        Add(hash, draft.Kind);
        foreach (string tag in draft.Tags ?? []) Add(hash, tag);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Number(digest);
    }

    /// <summary>The id of a record that comes as these bytes.</summary>
    public RecordId Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        return Number(digest);
    }

    private RecordId Number(Span<byte> digest)
    {
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(digest);
        int earlier = _counts.GetValueOrDefault(first);
        _counts[first] = earlier + 1;
        if (earlier > 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(digest, earlier);
            SHA256.HashData(digest, digest);
        }

        // 0 is not an id.
        return new RecordId(Math.Max(BinaryPrimitives.ReadUInt64LittleEndian(digest), 1));
    }

    private static void Add(IncrementalHash hash, string? text) => Add(hash, Encoding.UTF8.GetBytes(text ?? ""));

    // The length goes first: otherwise "ab" + "c" would be the same as "a" + "bc".
    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> lengthBytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(lengthBytes, part.Length);
        hash.AppendData(lengthBytes);
        hash.AppendData(part);
    }
}
