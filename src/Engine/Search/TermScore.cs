namespace Feedlog;

/// <summary>The numbers of the BM25 score of a term in a record.</summary>
/// <remarks>
/// idf = ln(1 + (RecordCount - RecordsWithTerm + .5) / (RecordsWithTerm + .5)); score = Weight x idf x Frequency /
/// (Frequency + K1 x (1 - B + B x Length / AverageLength)).
/// </remarks>
/// <param name="Weight">How much the query makes of it; 1 for a word asked for once.</param>
/// <param name="Idf">How rare it is.</param>
/// <param name="RecordCount">How many records are counted: all of the view, live or not.</param>
/// <param name="RecordsWithTerm">How many of them have the term.</param>
/// <param name="Frequency">How often the record has it.</param>
/// <param name="Length">How long the record is, in words, to the 3 % that the index keeps.</param>
/// <param name="AverageLength">How long a record is on average, in words.</param>
/// <param name="K1">The first constant of the ranking.</param>
/// <param name="B">The second constant of the ranking.</param>
public sealed record TermScore(
    double Weight, double Idf, long RecordCount, long RecordsWithTerm, int Frequency, int Length,
    double AverageLength, double K1, double B);
