namespace Feedlog.Compare.Contenders;

/// <summary>How a search with a vector is answered.</summary>
internal enum VectorStyle
{
    /// <summary>As usual: one of the nearest may be missed.</summary>
    Near = 0,

    /// <summary>The nearest for sure.</summary>
    Exact = 1,

    /// <summary>The words alone, to compare with.</summary>
    Words = 2,

    /// <summary>By vector and words together.</summary>
    Hybrid = 3,
}
