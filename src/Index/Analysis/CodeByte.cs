namespace Feedlog.Indexing.Analysis;

/// <summary>What a byte is to the analyzer of code.</summary>
[Flags]
internal enum CodeByte : byte
{
    /// <summary>Ends an identifier.</summary>
    Separator = 0,

    /// <summary>A small letter.</summary>
    Small = 1,

    /// <summary>A capital letter.</summary>
    Capital = 2,

    /// <summary>A digit.</summary>
    Digit = 4,

    /// <summary>An underscore.</summary>
    Underscore = 8,

    /// <summary>Part of a character beyond ASCII.</summary>
    Other = 16,
}
