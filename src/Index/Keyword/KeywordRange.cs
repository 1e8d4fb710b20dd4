namespace Feedlog.Indexing.Keyword;

/// <summary>A stretch of the slots of a part, to be searched by itself.</summary>
/// <param name="Part">The part.</param>
/// <param name="Start">The first slot.</param>
/// <param name="Limit">The first slot behind it.</param>
public readonly record struct KeywordRange(KeywordPart Part, int Start, int Limit);
