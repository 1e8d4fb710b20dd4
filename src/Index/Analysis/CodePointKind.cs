namespace Feedlog.Indexing.Analysis;

/// <summary>What a code point is to an analyzer, once it is normalised.</summary>
/// <remarks>The numbers stand in the packed table. From <see cref="Han"/> on: scripts written without
/// blanks.</remarks>
internal enum CodePointKind
{
    /// <summary>Ends a token: blanks, punctuation, symbols, controls, unassigned code points.</summary>
    Separator = 0,

    /// <summary>A letter or number of a script that separates its words.</summary>
    Word = 1,

    /// <summary>A combining mark; it belongs to what stands before it.</summary>
    Mark = 2,

    /// <summary>Invisible by default (soft hyphen, joiners, variation selectors): as if it were not there.</summary>
    Ignorable = 3,

    /// <summary>Han, Hiragana or Katakana.</summary>
    Han = 4,

    /// <summary>A Thai letter.</summary>
    Thai = 5,

    /// <summary>A Lao letter.</summary>
    Lao = 6,

    /// <summary>A Khmer letter.</summary>
    Khmer = 7,

    /// <summary>A Myanmar letter.</summary>
    Myanmar = 8,
}
