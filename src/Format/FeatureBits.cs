namespace Feedlog.Format;

/// <summary>Feature bits of a store, kept in the manifest and in every segment header. FORMAT.md section 12.</summary>
/// <remarks>
/// A reader that meets a required bit it does not know must refuse the store untouched. An optional bit it does not
/// know may be ignored, but must be kept when the manifest is rewritten.
/// </remarks>
public static class FeatureBits
{
    /// <summary>The required bits that this code understands.</summary>
    public const ulong KnownRequired = 0;

    /// <summary>The optional bits that this code understands.</summary>
    public const ulong KnownOptional = 0;

    /// <summary>Says whether a store with these required bits may be read by this code.</summary>
    public static bool IsReadable(ulong required) => (required & ~KnownRequired) == 0;
}
