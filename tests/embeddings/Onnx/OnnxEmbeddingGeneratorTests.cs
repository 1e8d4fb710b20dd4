using System.Diagnostics;
using Feedlog.Embeddings.Onnx;
using Microsoft.Extensions.AI;

namespace Feedlog.Tests.Embeddings.Onnx;

/// <summary>Real inference on small models that are made here, against sums done by hand.</summary>
public sealed class OnnxEmbeddingGeneratorTests : IDisposable
{
    private const string Vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nhot\ncold\n";

    // The row of padding is far off: whoever counts it is found out.
    private static readonly float[][] s_table = [[900, 900, 900], [1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 6], [4, 4, 0]];

    private static readonly string[] s_inputs = ["input_ids", "attention_mask", "token_type_ids"];

    private readonly string _folder = Directory.CreateTempSubdirectory("feedlog-onnx-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [OnnxFact]
    public async Task MeanPooling_LeavesPaddingOut_WhateverTheBatch()
    {
        WriteModel(s_inputs, "last_hidden_state");
        foreach (int batch in (int[])[1, 2, 32])
        {
            using OnnxEmbeddingGenerator generator = new(Options() with { BatchMax = batch });
            GeneratedEmbeddings<Embedding<float>> embeddings =
                await generator.GenerateAsync(["hot", "hot cold hot", "", "unheard of"]);
            Assert.Equal(4, embeddings.Count);
            AssertVector([1 / 3f, 1 / 3f, 2], embeddings[0]);
            AssertVector([1, 1, 12 / 5f], embeddings[1]);
            AssertVector([1 / 2f, 1 / 2f, 0], embeddings[2]);
            AssertVector([3 / 4f, 3 / 4f, 2 / 4f], embeddings[3]);
        }
    }

    [OnnxFact]
    public async Task FirstTokenPooling_AndLimits_AreKept()
    {
        WriteModel(s_inputs, "last_hidden_state");
        using OnnxEmbeddingGenerator first = new(Options() with { Pooling = OnnxPooling.FirstToken });
        AssertVector([1, 0, 0], (await first.GenerateAsync(["cold"]))[0]);
        using OnnxEmbeddingGenerator cut = new(Options() with { TokensMax = 3 });
        AssertVector([1 / 3f, 1 / 3f, 2], (await cut.GenerateAsync(["hot cold cold cold"]))[0]);
    }

    [OnnxFact]
    public async Task Vectors_AreOfLengthOne_UnlessAskedOtherwise_AndSayTheirModel()
    {
        WriteModel(["input_ids"], "token_embeddings");
        using OnnxEmbeddingGenerator generator = new(Options() with { IsNormalized = true, ModelName = "mine" });
        Embedding<float> embedding = (await generator.GenerateAsync(["cold"]))[0];
        Assert.Equal(1, Math.Sqrt(embedding.Vector.ToArray().Sum(value => (double)value * value)), 1e-6);
        Assert.Equal("mine", embedding.ModelId);
        EmbeddingGeneratorMetadata? metadata =
            (EmbeddingGeneratorMetadata?)generator.GetService(typeof(EmbeddingGeneratorMetadata));
        Assert.Equal("mine", metadata?.DefaultModelId);
        Assert.Equal(3, metadata?.DefaultModelDimensions);
    }

    [OnnxFact]
    public void Models_OfOtherKinds_AreRefusedWithTheReason()
    {
        Assert.Contains("model.onnx", Assert.Throws<FileNotFoundException>(Open).Message, StringComparison.Ordinal);
        WriteModel(["pixels"], "last_hidden_state");
        Assert.Contains("pixels", Assert.Throws<InvalidDataException>(Open).Message, StringComparison.Ordinal);
        WriteModel(["attention_mask"], "last_hidden_state");
        Assert.Contains("input_ids", Assert.Throws<InvalidDataException>(Open).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Join(_folder, "model.onnx"), "not a model");
        Assert.Contains("cannot be loaded", Assert.Throws<InvalidDataException>(Open).Message, StringComparison.Ordinal);
        File.Delete(Path.Join(_folder, "vocab.txt"));
        Assert.Contains("vocab.txt", Assert.Throws<FileNotFoundException>(Open).Message, StringComparison.Ordinal);
    }

    [OnnxFact]
    public async Task Tool_EmbedsAStoreWithTheModel_FromBesideItself_OrWhereItIsTold()
    {
        WriteModel(s_inputs, "last_hidden_state");
        string store = Path.Join(_folder, "store");
        await RunToolAsync(0, "", "init", store);
        await RunToolAsync(0, "", "add", store, "hot", "--key", "a");
        await RunToolAsync(0, "", "add", store, "hot hot cold", "--key", "b");
        await RunToolAsync(0, "", "add", store, "cold", "--key", "c");

        string[] embed = ["embed", store, "--embedder", "onnx", "--model", _folder, "--json"];
        string first = await RunToolAsync(0, "", embed);
        Assert.StartsWith("""{"embedded":3,"skipped":0,"failed":0,""", first, StringComparison.Ordinal);
        Assert.Contains($"\"model\":\"{Path.GetFileName(_folder)}\",\"dimensions\":3", first, StringComparison.Ordinal);
        string again = await RunToolAsync(0, AppContext.BaseDirectory, embed);
        Assert.StartsWith("""{"embedded":0,"skipped":3,"failed":0,""", again, StringComparison.Ordinal);
        string similar = await RunToolAsync(0, "", "similar", store, "a", "--limit", "1", "--json");
        Assert.Contains("\"key\":\"b\"", similar, StringComparison.Ordinal);

        await RunToolAsync(8, _folder, embed);
        File.Delete(Path.Join(_folder, "model.onnx"));
        await RunToolAsync(8, "", embed);
    }

    // Runs the tool that lies beside the tests; gives what it prints.
    private static async Task<string> RunToolAsync(int exitCode, string embeddingsFolder, params string[] args)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Join(AppContext.BaseDirectory, "Feedlog.Tool.dll"));
        foreach (string arg in args) start.ArgumentList.Add(arg);
        start.Environment["FEEDLOG_EMBEDDINGS"] = embeddingsFolder;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("The tool did not start.");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == exitCode, $"exit {process.ExitCode}: {await error}{output}");
        return output;
    }

    private void Open() => new OnnxEmbeddingGenerator(Options()).Dispose();

    private OnnxModelOptions Options() => new() { Folder = _folder, IsNormalized = false };

    private void WriteModel(string[] inputs, string output)
    {
        File.WriteAllBytes(Path.Join(_folder, "model.onnx"), OnnxGraph.Lookup(s_table, inputs, output));
        File.WriteAllText(Path.Join(_folder, "vocab.txt"), Vocabulary);
    }

    private static void AssertVector(float[] expected, Embedding<float> embedding)
    {
        float[] actual = embedding.Vector.ToArray();
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5f);
    }
}
