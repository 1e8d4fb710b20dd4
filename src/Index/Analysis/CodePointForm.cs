namespace Feedlog.Indexing.Analysis;

/// <summary>What normalisation and case folding do to a code point.</summary>
/// <remarks>The numbers stand in the packed table.</remarks>
internal enum CodePointForm
{
    /// <summary>Stands for itself and joins nothing before it; the index names its decomposition, 0 for
    /// none.</summary>
    Stable = 0,

    /// <summary>Becomes one stable code point, which the index names.</summary>
    Single = 1,

    /// <summary>Becomes the sequence that the index names, decomposed and folded.</summary>
    Expanding = 2,

    /// <summary>Stands for itself but may move before or compose with what stands before it.</summary>
    Joining = 3,
}
