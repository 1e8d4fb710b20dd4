using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using Feedlog.Format;
using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Search;

/// <summary>Where in the results of a query somebody stopped.</summary>
/// <param name="ViewSequence">The last sequence of the view that was searched.</param>
/// <param name="Last">The last hit that was seen.</param>
/// <param name="Fingerprint">Of the query: see <see cref="FingerprintOf"/>.</param>
internal readonly record struct SearchCursor(ulong ViewSequence, ScoredSequence Last, ulong Fingerprint)
{
    private const byte Version = 1;
    private const int ViewOffset = 1;
    private const int ScoreOffset = ViewOffset + sizeof(ulong);
    private const int SequenceOffset = ScoreOffset + sizeof(double);
    private const int FingerprintOffset = SequenceOffset + sizeof(ulong);
    private const int LengthBytes = FingerprintOffset + sizeof(ulong);

    /// <summary>What tells one query in one store from others.</summary>
    /// <param name="root">The query with its filters.</param>
    /// <param name="fromMs">Where the range of time begins.</param>
    /// <param name="toMs">Where it ends.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="options">What else decides the order.</param>
    public static ulong FingerprintOf(QueryNode root, long fromMs, long toMs, ulong salt, SearchOptions options)
    {
        string text = FormattableString.Invariant($"{fromMs} {toMs} {root}");
        if (options.Mode != SearchMode.Keyword)
        {
            ulong vector = Checksum.Xxh3(MemoryMarshal.AsBytes(options.Vector.Span), salt);
            text += FormattableString.Invariant($" {options.Mode} {vector} {options.IsExact} {options.Model}");
            text += FormattableString.Invariant($" {options.HybridRanking} {options.FadingPerDay}");
            text += FormattableString.Invariant($" {options.SignificanceField}*{options.SignificanceWeight}");
            foreach (KeyValuePair<string, double> factor in options.KindFactors?.OrderBy(
                pair => pair.Key, StringComparer.Ordinal) ?? Enumerable.Empty<KeyValuePair<string, double>>())
            {
                text += FormattableString.Invariant($" {factor.Key}:{factor.Value}");
            }
        }

        return Checksum.Xxh3(Encoding.UTF8.GetBytes(text), salt);
    }

    /// <summary>Reads a cursor.</summary>
    /// <returns>False when the text is none.</returns>
    public static bool TryParse(string text, out SearchCursor cursor)
    {
        cursor = default;
        Span<byte> bytes = stackalloc byte[LengthBytes];
        OperationStatus status = Base64Url.DecodeFromChars(text, bytes, out _, out int lengthBytes);
        bool isWhole = status == OperationStatus.Done && lengthBytes == LengthBytes;
        if (!isWhole || bytes[0] != Version) return false;
        double score = BinaryPrimitives.ReadDoubleLittleEndian(bytes[ScoreOffset..]);
        cursor = new SearchCursor(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[ViewOffset..]),
            new ScoredSequence(score, BinaryPrimitives.ReadUInt64LittleEndian(bytes[SequenceOffset..])),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[FingerprintOffset..]));
        return double.IsFinite(score);
    }

    /// <summary>The cursor as letters, digits, minus and underscore.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[LengthBytes];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[ViewOffset..], ViewSequence);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[ScoreOffset..], Last.Score);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[SequenceOffset..], Last.Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[FingerprintOffset..], Fingerprint);
        return Base64Url.EncodeToString(bytes);
    }
}
