namespace Feedlog;

/// <summary>Why a text is no query.</summary>
/// <param name="Position">Where, counted in characters (UTF-16) from 0; the length of the text for its end.</param>
/// <param name="Message">What is wrong there, one sentence.</param>
/// <param name="Remedy">What to write instead, one sentence.</param>
public sealed record QueryError(int Position, string Message, string Remedy);
