using System.Globalization;

namespace Feedlog.Compare.Children;

/// <summary>What a child says of an import.</summary>
/// <param name="Seconds">Of appending and making durable.</param>
/// <param name="IndexedSeconds">After that, until all words were in the index.</param>
/// <param name="SearchSeconds">The median of some searches.</param>
/// <param name="PeakBytes">The most memory of the process while that went on, without mapped files, above what it had
/// before the store was opened.</param>
internal sealed record ImportResult(
    double Seconds, double IndexedSeconds, double SearchSeconds, double PeakBytes)
{
    /// <summary>Reads the line of a child.</summary>
    /// <exception cref="FormatException">It is not such a line.</exception>
    internal static ImportResult Parse(string line)
    {
        double[] fields = [.. line.Split(' ').Select(static one => double.Parse(one, CultureInfo.InvariantCulture))];
        return fields is [double seconds, double indexed, double search, double peak]
            ? new ImportResult(seconds, indexed, search, peak)
            : throw new FormatException($"A child wrote: {line}");
    }

    /// <summary>The line of a child.</summary>
    internal string ToLine() => string.Create(
        CultureInfo.InvariantCulture, $"{Seconds} {IndexedSeconds} {SearchSeconds} {PeakBytes}");
}
