namespace Feedlog;

/// <summary>What one part of a query gave a record.</summary>
/// <param name="Part">The part: <c>and</c>, <c>or</c>, <c>prefer</c>, <c>term "kettle"</c>, ...</param>
/// <param name="IsMatch">Whether the record matches it.</param>
/// <param name="Score">What it adds to the score: the sum of its parts times its weight.</param>
/// <param name="Term">The numbers behind the score of a term.</param>
/// <param name="Parts">The parts of this part.</param>
public sealed record ScoreExplanation(
    string Part, bool IsMatch, double Score, TermScore? Term, IReadOnlyList<ScoreExplanation> Parts);
