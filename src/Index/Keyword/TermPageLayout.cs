using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>Where things lie in a page of terms: entries from its beginning, and from its end the directory.</summary>
internal static class TermPageLayout
{
    /// <summary>Offset of the number of restarts, u16.</summary>
    public const int RestartCount = IndexPageLayout.PayloadBytes - sizeof(ushort);

    /// <summary>Offset of the level, u16: 0 for terms, above for what leads to the level below.</summary>
    public const int Level = RestartCount - sizeof(ushort);

    /// <summary>Offset of where the first restart begins, u16; that of the next lies before it, and so on.</summary>
    public const int FirstRestart = Level - sizeof(ushort);

    /// <summary>How many bits of the first byte of an entry say how many bytes it adds; as many others, how many it
    /// drops.</summary>
    public const int HeadBits = 4;

    /// <summary>The number that says that what is above it follows.</summary>
    public const int HeadMax = (1 << HeadBits) - 1;

    /// <summary>Every so many terms one is written whole, to be found by bisection.</summary>
    public const int RestartInterval = 16;
}
