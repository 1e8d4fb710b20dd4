using Feedlog.Format;

namespace Feedlog.Indexing.Sealed;

/// <summary>
/// Entries of sections Ids and Keys: a tag, the top 32 bits of a hash, and below it a slot. As numbers they are in the
/// order of their section. A tag is a hint: only the frame in the slot says whether it is what was asked for.
/// </summary>
internal static class TaggedSlot
{
    private const int TagShift = 32;

    /// <summary>The tag of an id.</summary>
    public static uint TagOfId(ulong id, ulong salt) => Tag(Mix.Of(id ^ salt));

    /// <summary>The tag of a key.</summary>
    /// <param name="keyHash">The salted hash of its stream and key.</param>
    public static uint TagOfKey(WideHash keyHash) => Tag(keyHash.High);

    /// <summary>The tag of an entry, or of a hash.</summary>
    public static uint Tag(ulong entry) => (uint)(entry >> TagShift);

    /// <summary>An entry of section Ids: of one tag the oldest slot comes first.</summary>
    public static ulong OfId(uint tag, uint slot) => (ulong)tag << TagShift | slot;

    /// <summary>An entry of section Keys: of one tag the newest slot comes first.</summary>
    public static ulong OfKey(uint tag, uint slot) => OfId(tag, ~slot);

    /// <summary>The slot of an entry of section Ids.</summary>
    public static uint SlotOfId(ulong entry) => (uint)entry;

    /// <summary>The slot of an entry of section Keys.</summary>
    public static uint SlotOfKey(ulong entry) => ~(uint)entry;

    /// <summary>The hash in the filter. Blocks rise with tags, so a stretch of the filter needs a stretch of the
    /// entries only.</summary>
    public static ulong FilterHash(uint tag) => (ulong)tag << TagShift | (uint)Mix.Of(tag);
}
