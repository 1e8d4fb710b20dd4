using System.Reflection;
using Microsoft.Extensions.AI;

namespace Feedlog.Tool;

/// <summary>
/// Loads ONNX models through Feedlog.Embeddings, which is no part of the tool: ONNX Runtime comes from npm, and the
/// tool builds and runs without either. Nothing is loaded before a model is asked for.
/// </summary>
internal static class OnnxModels
{
    /// <summary>Names the folder with Feedlog.Embeddings.dll, if it lies elsewhere than beside the tool.</summary>
    public const string FolderVariable = "FEEDLOG_EMBEDDINGS";

    private const string AssemblyFile = "Feedlog.Embeddings.dll";
    private const string TypeName = "Feedlog.Embeddings.Onnx.OnnxEmbeddingGenerator";

    /// <summary>Loads a model; the caller disposes it.</summary>
    /// <param name="modelFolder">A folder with a model and its vocabulary.</param>
    /// <exception cref="CliException">Feedlog.Embeddings is not there, or has no ONNX.</exception>
    /// <exception cref="IOException">The model is not there.</exception>
    /// <exception cref="InvalidDataException">It is not a model that turns texts into vectors.</exception>
    public static IEmbeddingGenerator<string, Embedding<float>> Load(string modelFolder)
    {
        const BindingFlags publicConstructor = BindingFlags.Public | BindingFlags.Instance |
            BindingFlags.CreateInstance | BindingFlags.DoNotWrapExceptions;
        Type type = FindAssembly().GetType(TypeName) ??
            throw CliException.CouldNotRun("NoOnnx", $"{AssemblyFile} was built without ONNX.");
        return (IEmbeddingGenerator<string, Embedding<float>>?)Activator.CreateInstance(
            type, publicConstructor, null, [modelFolder], null) ??
            throw CliException.CouldNotRun("NoOnnx", $"{AssemblyFile} makes no generator.");
    }

    // What it refers to is found beside it, or is the tool's own.
    private static Assembly FindAssembly()
    {
        string? named = Environment.GetEnvironmentVariable(FolderVariable);
        string[] folders = string.IsNullOrEmpty(named)
            ? [Path.Join(AppContext.BaseDirectory, "embeddings"), AppContext.BaseDirectory]
            : [Path.GetFullPath(named)];
        foreach (string folder in folders)
        {
            try
            {
                return Assembly.LoadFrom(Path.Join(folder, AssemblyFile));
            }
            catch (FileNotFoundException)
            {
                // The next one may have it.
            }
            catch (Exception failure) when (failure is FileLoadException or BadImageFormatException)
            {
                throw CliException.CouldNotRun("NoOnnx", failure.Message, Path.Join(folder, AssemblyFile));
            }
        }

        throw CliException.CouldNotRun(
            "NoOnnx",
            $"ONNX models need {AssemblyFile}, which is not in {string.Join(" or ", folders)}. Build it with " +
            $"'dotnet build src/Embeddings -c Release' (that needs npm), and set {FolderVariable} to the folder that " +
            "it is built into; or take --embedder trigram.");
    }
}
