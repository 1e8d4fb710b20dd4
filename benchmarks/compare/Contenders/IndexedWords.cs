namespace Feedlog.Compare.Contenders;

/// <summary>What making an index of words took.</summary>
/// <param name="Seconds">Time, from the first record read until the last can be found.</param>
/// <param name="IndexBytes">Bytes of the index on the disk.</param>
internal readonly record struct IndexedWords(double Seconds, long IndexBytes);
