using Feedlog.Format;

namespace Feedlog.Indexing.Views;

/// <summary>Under which 128 bits ids and keys lie among the hot keys.</summary>
internal static class HotKeys
{
    /// <summary>An id: spread over the upper half, itself in the lower.</summary>
    public static WideHash OfId(ulong id, ulong salt) => new(Sealed.Mix.Of(id ^ salt), id);

    /// <summary>A key: its hash is salted and spread already.</summary>
    public static WideHash OfKey(WideHash keyHash) => keyHash;
}
