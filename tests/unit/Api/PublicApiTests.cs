namespace Feedlog.Tests.Unit.Api;

/// <summary>docs/API.md lists every public member of the library; changing one means changing the page.</summary>
public sealed class PublicApiTests
{
    private const string Opening = "```text\n";
    private const string Closing = "```\n";

    [Fact]
    public void PublicMembers_AreExactlyThoseListedInTheDocs()
    {
        string path = Path.Join(FindRepository(), "docs", "API.md");
        string page = File.ReadAllText(path);
        int start = page.IndexOf(Opening, StringComparison.Ordinal) + Opening.Length;
        int end = page.IndexOf(Closing, start, StringComparison.Ordinal);
        string actual = PublicApi.Describe(typeof(FeedlogStore).Assembly);

        // FEEDLOG_WRITE_API=1 rewrites the list, for a change that is meant; the diff is then part of the review.
        if (Environment.GetEnvironmentVariable("FEEDLOG_WRITE_API") == "1")
            File.WriteAllText(path, page[..start] + actual + page[end..]);
        else
            Assert.Equal(page[start..end], actual);
    }

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Join(folder.FullName, "Engine.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
