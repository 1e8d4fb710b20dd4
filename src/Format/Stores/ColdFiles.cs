namespace Feedlog.Format.Stores;

/// <summary>Finds the files below the folder of the shards. FORMAT.md section 2.</summary>
public static class ColdFiles
{
    private const int YearDigits = 4;
    private const int MonthDigits = 2;

    /// <summary>The paths of all files that lie where shards do, and of whatever else lies in the folders on the way.
    /// </summary>
    /// <param name="list">Lists the names in a folder; none if it does not exist.</param>
    public static IEnumerable<string> Paths(Func<string, IReadOnlyList<string>> list)
    {
        foreach (string year in list(StoreLayout.ColdFolder))
        {
            string yearFolder = StoreLayout.ColdFolder + "/" + year;
            if (!IsNumber(year, YearDigits))
            {
                yield return yearFolder;
                continue;
            }

            foreach (string month in list(yearFolder))
            {
                string monthFolder = yearFolder + "/" + month;
                if (!IsNumber(month, MonthDigits))
                {
                    yield return monthFolder;
                    continue;
                }

                foreach (string name in list(monthFolder)) yield return monthFolder + "/" + name;
            }
        }
    }

    private static bool IsNumber(string name, int digits) => name.Length == digits && name.All(char.IsAsciiDigit);
}
