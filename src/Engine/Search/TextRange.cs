namespace Feedlog;

/// <summary>A range of a text.</summary>
/// <param name="Start">Where it begins, in characters (UTF-16).</param>
/// <param name="Length">How long it is, in characters.</param>
public readonly record struct TextRange(int Start, int Length);
