using System.Globalization;

namespace Feedlog.Compare.Children;

/// <summary>What a child says of opening a store and getting its first record.</summary>
/// <param name="Seconds">From before opening until the record was in hand.</param>
/// <param name="OpenSeconds">Of these, until the store was open.</param>
/// <param name="AgainSeconds">The same once more in the same process, when all code is compiled.</param>
/// <param name="FirstBytes">Bytes of the record; -1 if it was not found.</param>
/// <param name="LastBytes">Bytes of the store's last record; -1 if it was not found.</param>
/// <param name="ScannedRecords">Records that opening read one by one; -1 if the contender does not tell.</param>
internal sealed record OpenResult(
    double Seconds, double OpenSeconds, double AgainSeconds, int FirstBytes, int LastBytes, long ScannedRecords)
{
    /// <summary>Reads the line of a child.</summary>
    /// <exception cref="FormatException">It is not such a line.</exception>
    internal static OpenResult Parse(string line)
    {
        string[] fields = line.Split(' ');
        if (fields.Length != 6) throw new FormatException($"A child wrote: {line}");
        CultureInfo culture = CultureInfo.InvariantCulture;
        return new OpenResult(
            double.Parse(fields[0], culture), double.Parse(fields[1], culture), double.Parse(fields[2], culture),
            int.Parse(fields[3], culture), int.Parse(fields[4], culture), long.Parse(fields[5], culture));
    }

    /// <summary>The line of a child.</summary>
    internal string ToLine() => string.Create(CultureInfo.InvariantCulture,
        $"{Seconds} {OpenSeconds} {AgainSeconds} {FirstBytes} {LastBytes} {ScannedRecords}");
}
