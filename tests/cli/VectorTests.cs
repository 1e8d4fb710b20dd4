using System.Buffers.Binary;

namespace Feedlog.Tests.Cli;

/// <summary>Vectors on the command line: how they come in, and what they find.</summary>
public sealed class VectorTests
{
    [Fact]
    public async Task Import_TakesVectorsOfAField_AndSearchFindsTheNearest()
    {
        using TempFolder folder = new();
        string lines = folder.Write("lines.jsonl", """
            {"id":"east","text":"a blue kettle","v":[1,0]}
            {"id":"north","text":"an old boot","v":[0,1]}
            {"id":"none","text":"a red kettle"}
            {"id":"bad","text":"not one","v":[1,"x"]}
            {"id":"long","text":"too long","v":[1,2,3]}

            """u8);
        string vector = folder.Write("question.json", "[0.9, 0.1]"u8);
        string[] import =
            ["import", folder.Store, lines, "--content", "text", "--key", "id", "--vector", "v", "--create", "--json"];

        CliResult imported = await CommandLine.RunAsync(import);
        CliResult again = await CommandLine.RunAsync(import);
        CliResult nearest = await CommandLine.RunAsync(
            "search", folder.Store, "*", "--mode", "vector", "--vector-file", vector, "--json");
        CliResult both = await CommandLine.RunAsync(
            "search", folder.Store, "kettle", "--mode", "hybrid", "--vector-file", vector, "--explain", "--json");
        CliResult relevance = await CommandLine.RunAsync(
            "search", folder.Store, "red kettle", "--mode", "hybrid", "--ranking", "relevance-v1", "--vector-file",
            vector, "--json");
        CliResult similar = await CommandLine.RunAsync("similar", folder.Store, "east", "--json");

        Assert.Equal((3, 2), Counts(imported.Expect(2)));
        Assert.Equal((0, 2), Counts(again.Expect(2)));
        Assert.Equal(["east", "north"], Keys(nearest.Expect(0)));
        Assert.Equal("east", Keys(both.Expect(0))[0]);
        Assert.Contains("none", Keys(both));
        Assert.Equal("fused", both.Objects[0].GetProperty("explain").GetProperty("part").GetString());
        Assert.Equal("none", Keys(relevance.Expect(0))[0]);
        Assert.Equal(["north"], Keys(similar.Expect(0)));
    }

    [Fact]
    public async Task Import_TakesVectorsOfAFile_LineByLine()
    {
        using TempFolder folder = new();
        string lines = folder.Write("lines.txt", "first\nsecond\nthird\n"u8);
        string vectors = folder.Write("rows.f32", Floats(1, 0, 0, 1));
        string question = folder.Write("question.f32", Floats(0, 1));

        CliResult imported = await CommandLine.RunAsync(
            "import", folder.Store, lines, "--vectors", vectors, "--dimensions", "2", "--model", "m", "--create",
            "--json");
        CliResult found = await CommandLine.RunAsync(
            "search", folder.Store, "*", "--mode", "vector", "--vector-file", question, "--model", "m", "--json");

        Assert.Equal((2, 1), Counts(imported.Expect(2)));
        Assert.Equal(["second", "first"], found.Expect(0).Objects.Select(hit => hit.GetProperty("content").GetString() ?? ""));
    }

    [Fact]
    public async Task Add_TakesAVector_AndMisuseIsNamed()
    {
        using TempFolder folder = new();
        string vector = folder.Write("v.json", " [1, 2]"u8);
        string wrong = folder.Write("w.json", "[]"u8);
        CliResult added = await CommandLine.RunAsync(
            "add", folder.Store, "text", "--key", "k", "--vector-file", vector, "--create", "--json");
        added.Expect(0);

        string[][] misuses =
        [
            ["search", folder.Store, "*", "--mode", "vector"],
            ["search", folder.Store, "*", "--mode", "vector", "--vector-file", wrong],
            ["search", folder.Store, "*", "--mode", "vector", "--vector-file", vector, "--ranking", "bm25"],
            ["search", folder.Store, "*", "--ranking", "fused"],
            ["import", folder.Store, vector, "--vectors", vector],
            ["import", folder.Store, vector, "--vectors", vector, "--dimensions", "0"],
            ["import", folder.Store, vector, "--vectors", vector, "--dimensions", "2", "--vector", "v"],
        ];
        foreach (string[] misuse in misuses) (await CommandLine.RunAsync(misuse)).Expect(16);
        (await CommandLine.RunAsync("similar", folder.Store, "k")).Expect(0);
        (await CommandLine.RunAsync("similar", folder.Store, "k", "--model", "other")).Expect(1);
        (await CommandLine.RunAsync("similar", folder.Store, "nobody")).Expect(1);
    }

    private static (long Imported, long Rejected) Counts(CliResult result) =>
        (result.Objects[^1].GetProperty("imported").GetInt64(), result.Objects[^1].GetProperty("rejected").GetInt64());

    private static string[] Keys(CliResult result) =>
        [.. result.Objects.Select(hit => hit.GetProperty("key").GetString() ?? "")];

    private static byte[] Floats(params float[] values)
    {
        byte[] bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return bytes;
    }
}
