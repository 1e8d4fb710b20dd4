using System.Text.RegularExpressions;
using Feedlog.Analytics;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Analytics;

/// <summary>The queries of docs/SQL.md run as they stand there, and answer what a loop over the records does.</summary>
public sealed partial class DocsTests
{
    [DuckDbFact]
    public async Task Queries_OfThePage_AnswerWhatALoopDoes()
    {
        string[] queries = [.. SqlBlock().Matches(File.ReadAllText(PagePath())).Select(match => match.Groups[1].Value)];
        Assert.Equal(3, queries.Length);
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(Samples.SmallSegments);
        await Samples.FillAsync(store);
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        using SqlSession session = SqlSession.Open(snapshot);
        Record[] all = [.. snapshot.Scan()];

        (List<object?[]> won, _) = await QueryRun.ReadAsync(session, queries[0]);
        Assert.Equal(20, won.Count);
        Assert.Equal(
            all.Where(record => record.Kind == "decision" && record.Metadata?.Contains("\"won\"") == true)
                .OrderByDescending(record => record.Timestamp).Take(20)
                .Select(record => QueryRun.Line([record.Timestamp.UtcDateTime, record.Key, record.Content, "won"])),
            won.Select(QueryRun.Line));

        (List<object?[]> months, ScanCounters counters) = await QueryRun.ReadAsync(session, queries[1]);
        Assert.Equal(
            all.Where(record => record.Timestamp.Year == 2013)
                .GroupBy(record => (Month: record.Timestamp.Month, Kind: record.Kind ?? "-"))
                .OrderBy(group => group.Key.Month).ThenBy(group => group.Key.Kind, StringComparer.Ordinal)
                .Select(group => QueryRun.Line([
                    new DateTime(2013, group.Key.Month, 1, 0, 0, 0, DateTimeKind.Utc), group.Key.Kind,
                    group.LongCount()])),
            months.Select(QueryRun.Line));
        Assert.True(counters.SegmentsRead < counters.SegmentsTotal / 5, $"{counters}");

        (List<object?[]> mentions, _) = await QueryRun.ReadAsync(session, queries[2]);
        Assert.Equal(
            all.Where(record => record.IsText && Mention().IsMatch(record.Content)).Select(record => record.Sequence),
            mentions.Select(row => (ulong)row[0]!)); // It is not null.
        Assert.NotEmpty(mentions);
    }

    private static string PagePath()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Join(folder.FullName, "Engine.sln"))) folder = folder.Parent;
        return Path.Join(folder?.FullName, "docs", "SQL.md");
    }

    [GeneratedRegex("```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex SqlBlock();

    [GeneratedRegex("kettle.*12", RegexOptions.Singleline)]
    private static partial Regex Mention();
}
