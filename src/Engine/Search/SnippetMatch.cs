namespace Feedlog.Search;

/// <summary>A place in a content where a part of a query matches.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Limit">Where it ends.</param>
/// <param name="Part">The number of the part.</param>
/// <param name="Weight">What the part weighs.</param>
internal readonly record struct SnippetMatch(int Start, int Limit, int Part, double Weight);
