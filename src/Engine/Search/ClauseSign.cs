namespace Feedlog.Search;

/// <summary>How a clause counts among those beside it.</summary>
internal enum ClauseSign
{
    /// <summary>Wished for: one such clause has to match if none is required.</summary>
    Wished,

    /// <summary>It has to match.</summary>
    Required,

    /// <summary>It must not match.</summary>
    Excluded,
}
