using System.Diagnostics.CodeAnalysis;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;

namespace Feedlog;

/// <summary>Makes every exception of the engine: what, where, and what to do. Kept out of the hot paths.</summary>
internal static class Throw
{
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Damage at a place.</summary>
    public static FeedlogCorruptException Corrupt(FormatFault fault, string file, long offsetBytes, string what) =>
        new(fault, $"{what}: {Describe(fault)}.", file, offsetBytes);

    /// <summary>Throws for a damaged frame that a reader met.</summary>
    [DoesNotReturn]
    public static void DamagedFrame(FormatFault fault, string file, long offsetBytes) =>
        throw Corrupt(fault, file, offsetBytes, "A record cannot be read");

    /// <summary>Damage in an index file.</summary>
    public static FeedlogException DamagedIndex(IndexDamageException damage) => new(
        FeedlogErrorCode.Corrupt, $"An index cannot be read: {Describe(damage.Fault)}.",
        "Nothing is lost: close the store and open it for writing, and the indexes are made anew from the log.",
        damage.Path, damage.OffsetBytes, damage);

    /// <summary>Throws for a record that only a newer version can read.</summary>
    [DoesNotReturn]
    public static void UnreadableRecord(string file, long offsetBytes) => throw new FeedlogException(
        FeedlogErrorCode.UnreadableRecord, "A record needs an extension that this version does not know.",
        "Read it with a newer Feedlog.", file, offsetBytes);

    /// <summary>A record that is not acceptable as given.</summary>
    public static FeedlogException InvalidRecord(string message, string remedy) =>
        new(FeedlogErrorCode.InvalidRecord, message, remedy);

    /// <summary>An id that belongs to another record.</summary>
    public static FeedlogException IdConflict(RecordId id) => new(
        FeedlogErrorCode.IdConflict, $"The id {id} belongs to a record with other content.",
        "Give the record another id, or let the store make one.");

    /// <summary>An id that no live record has.</summary>
    public static FeedlogException NoSuchRecord(RecordId id) => new(
        FeedlogErrorCode.NoSuchRecord, $"No live record has the id {id}.",
        "It may have been deleted, superseded or expired: only what is found can have a vector.");

    /// <summary>A generator that makes no vectors.</summary>
    public static FeedlogException EmbeddingFailed(string what, Exception? cause = null) => new(
        FeedlogErrorCode.EmbeddingFailed, cause is null ? $"{what}." : $"{what}: {cause.Message}",
        "See to the generator; what has been embedded stays, and embedding again goes on behind it.",
        null, null, cause);

    /// <summary>A record that an older view knows and no file holds any more.</summary>
    public static FeedlogException Purged(string file) => new(
        FeedlogErrorCode.Purged, "A record was purged after this view of the store was opened.",
        "Ask a new snapshot; open a store anew that was opened for reading only.", file);

    /// <summary>A frame that an index takes for a record, and that is something else.</summary>
    public static FeedlogCorruptException NoRecord(FrameAddress address) => Corrupt(
        FormatFault.BadType, StoreLayout.Segment(address.SegmentNumber), address.OffsetBytes,
        "An index names a frame that is no record");

    /// <summary>A file that nobody answers for.</summary>
    public static FeedlogException UnlistedFile(string path) => new(
        FeedlogErrorCode.UnlistedFile, "A file that no manifest lists may hold what is to be purged.",
        "fsck verify says what it is: move it out of the store or delete it, and purge again.", path);

    /// <summary>A condition on a sequence that does not hold.</summary>
    public static FeedlogException SequenceConflict(ulong expected, ulong actual) => new(
        FeedlogErrorCode.SequenceConflict,
        $"The live record under this key has sequence {actual}, not {expected} (0: there is none).",
        "Read it again and decide anew.");

    /// <summary>A group above the limits.</summary>
    public static FeedlogException TooLarge(long frames, long bytes) => new(
        FeedlogErrorCode.TooLarge,
        $"A group of {frames:N0} records and {bytes:N0} bytes exceeds {FormatLimits.GroupFramesMax:N0} records or " +
        $"{FormatLimits.GroupBytesMax:N0} bytes.",
        "Use several groups, or AppendBulkAsync.");

    /// <summary>A write to a store that was opened for reading.</summary>
    public static FeedlogException ReadOnly(string place) => new(
        FeedlogErrorCode.ReadOnly, $"The store {place} was opened for reading only.", "Open it for writing.");

    /// <summary>A vector that no vector of its model can be compared with.</summary>
    public static FeedlogException OtherDimensions(byte[] model, int stored, int given) => new(
        FeedlogErrorCode.InvalidQuery,
        $"The vectors of the model '{System.Text.Encoding.UTF8.GetString(model)}' have {stored} values, " +
        $"this has {given}.",
        "Ask with a vector of the same model.");

    /// <summary>A cursor that leads nowhere.</summary>
    public static FeedlogException InvalidCursor(string message, string remedy) =>
        new(FeedlogErrorCode.InvalidCursor, message, remedy);

    /// <summary>A failed file operation.</summary>
    public static FeedlogException Storage(IOException cause, string what)
    {
        bool isFull = cause.HResult is NoSpaceLeft or QuotaExceeded or WindowsDiskFull;
        return isFull
            ? new FeedlogException(FeedlogErrorCode.StorageFull, $"{what}: no space is left ({cause.Message}).",
                "Make room and try again; nothing that was acknowledged is affected.", null, null, cause)
            : new FeedlogException(FeedlogErrorCode.Storage, $"{what}: {cause.Message}",
                "See to the disk; nothing that was acknowledged is affected.", null, null, cause);
    }

    /// <summary>Refuses bytes of a newer or unknown kind, or reports damage.</summary>
    public static FeedlogException Refuse(FormatFault fault, string file) => fault switch
    {
        FormatFault.UnknownVersion or FormatFault.UnknownFeature =>
            new FeedlogFormatVersionException($"{file} was written by a newer version: {Describe(fault)}.", file),
        _ => Corrupt(fault, file, 0, $"{file} cannot be read"),
    };

    /// <summary>A fault in words.</summary>
    public static string Describe(FormatFault fault) => fault switch
    {
        FormatFault.Unwritten => "there are only zeros",
        FormatFault.Truncated => "the file ends too early",
        FormatFault.BadMagic => "the magic bytes are wrong",
        FormatFault.UnknownVersion => "the version is unknown",
        FormatFault.UnknownFeature => "a required feature is unknown",
        FormatFault.BadHeaderChecksum => "the header checksum disagrees",
        FormatFault.BadBodyChecksum => "the body checksum disagrees",
        FormatFault.BadLength => "a length is impossible",
        FormatFault.BadReserved => "reserved bytes are not zero",
        FormatFault.BadType => "the type is not allowed here",
        FormatFault.BadExtension => "the extensions do not parse",
        FormatFault.UnknownCriticalExtension => "a critical extension is unknown",
        FormatFault.BadTimestamp => "the timestamp is impossible",
        FormatFault.BadText => "text is not UTF-8",
        FormatFault.BadOrder => "a sequence or group number is out of order",
        FormatFault.BadGroup => "the commit does not cover its group",
        FormatFault.BadChain => "the chain of commits is broken",
        FormatFault.WrongPlace => "it belongs to another store, file or place",
        FormatFault.BadCompression => "compressed bytes do not unpack to what was announced",
        _ => "nothing is wrong",
    };
}
