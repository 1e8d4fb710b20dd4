using Feedlog.Indexing.Keyword;

namespace Feedlog.Sealing;

/// <summary>A part of words in memory, as the one who makes them and the one who seals them see it.</summary>
/// <param name="part">The part.</param>
/// <param name="logBytes">How many bytes of log it covers.</param>
/// <param name="endsStretch">Whether a run ends where it does: a file can end there too.</param>
internal sealed class MemoryWords(KeywordPart part, long logBytes, bool endsStretch)
{
    /// <summary>The part.</summary>
    public KeywordPart Part => part;

    /// <summary>How many bytes of log it covers.</summary>
    public long LogBytes => logBytes;

    /// <summary>Whether a run ends where it does: it is not joined with what follows.</summary>
    public bool EndsStretch => endsStretch;

    /// <summary>Whether somebody is making a file, or a larger part, of it.</summary>
    public bool IsTaken { get; set; }
}
