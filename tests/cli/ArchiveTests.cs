using System.Text;
using System.Text.Json;

namespace Feedlog.Tests.Cli;

/// <summary>Archiving from the command line, and that nothing is found otherwise afterwards.</summary>
public sealed class ArchiveTests
{
    [Fact]
    public async Task Archive_All_MovesEverythingAndChangesNoAnswer()
    {
        using TempFolder folder = new();
        await FillAsync(folder);
        string before = await ExportAsync(folder);

        CliResult dry = (await ArchiveAsync(folder, "--dry-run")).Expect(0);
        CliResult first = (await ArchiveAsync(folder)).Expect(0);
        CliResult second = (await ArchiveAsync(folder)).Expect(0);

        Assert.Equal(
            ["archived", "shards", "merged", "promoted", "bytesBefore", "bytesAfter", "dead", "seconds"],
            first.Object.EnumerateObject().Select(member => member.Name));
        Assert.Equal((0, 0), Counts(dry.Object));
        Assert.Equal((3, 2), Counts(first.Object));
        Assert.Equal(1, first.Object.GetProperty("dead").GetInt32());
        Assert.Equal((0, 0), Counts(second.Object));
        Assert.Equal(before.Replace("\"hot\"", "\"cold\"", StringComparison.Ordinal), await ExportAsync(folder));
        CliResult got = (await CommandLine.RunAsync("get", folder.Store, "kettle", "--json")).Expect(0);
        Assert.Equal("cold", got.Object.GetProperty("tier").GetString());
        CliResult stats = (await CommandLine.RunAsync("stats", folder.Store, "--json")).Expect(0);
        Assert.Equal(2, stats.Object.GetProperty("shards").GetInt32());
        Assert.True(stats.Object.GetProperty("bytesCold").GetInt64() > 0);
    }

    [Theory]
    [InlineData("--keep-segments", "1")]
    [InlineData("--before", "2020-01-01")]
    [InlineData("--older-than", "52000w")]
    public async Task Archive_WhatARuleKeeps_Stays(string rule, string value)
    {
        using TempFolder folder = new();
        await FillAsync(folder);
        CliResult result =
            (await CommandLine.RunAsync("archive", folder.Store, rule, value, "--codec", "brotli", "--json")).Expect(0);
        Assert.Equal((0, 0), Counts(result.Object));
    }

    [Theory]
    [InlineData]
    [InlineData("--older-than", "d")]
    [InlineData("--older-than", "90")]
    [InlineData("--older-than", "-1d")]
    [InlineData("--older-than", "4294967295w")]
    [InlineData("--before", "soon")]
    [InlineData("--keep-segments", "-1")]
    [InlineData("--keep-segments", "0", "--codec", "zip")]
    public async Task Misuse_IsRefused(params string[] options)
    {
        using TempFolder folder = new();
        await FillAsync(folder);
        (await CommandLine.RunAsync(["archive", folder.Store, .. options])).Expect(16);
    }

    private static Task<CliResult> ArchiveAsync(TempFolder folder, params string[] more) =>
        CommandLine.RunAsync(["archive", folder.Store, "--keep-segments", "0", "--json", .. more]);

    private static async Task<string> ExportAsync(TempFolder folder) => Encoding.UTF8.GetString(
        (await CommandLine.RunAsync("export", folder.Store, "--format", "jsonl")).Expect(0).Output);

    private static (int Archived, int Shards) Counts(JsonElement result) =>
        (result.GetProperty("archived").GetInt32(), result.GetProperty("shards").GetInt32());

    private static async Task FillAsync(TempFolder folder)
    {
        (await CommandLine.RunAsync("init", folder.Store)).Expect(0);
        (await CommandLine.RunAsync(
            "add", folder.Store, "The kettle is blue.", "--key", "kettle", "--time", "2026-01-31T10:00:00Z")).Expect(0);
        (await CommandLine.RunAsync(
            "add", folder.Store, "The kettle is red.", "--key", "kettle", "--time", "2026-02-01T10:00:00Z")).Expect(0);
        (await CommandLine.RunAsync("add", folder.Store, "It rains.", "--time", "2026-02-02T10:00:00Z")).Expect(0);
    }
}
