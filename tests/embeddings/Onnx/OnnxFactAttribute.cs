namespace Feedlog.Tests.Embeddings.Onnx;

/// <summary>A fact that runs a model, and is skipped, with the reason, in a build without ONNX Runtime or on a platform
/// for which there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnnxFactAttribute : FactAttribute
{
    /// <summary>A fact that runs a model.</summary>
    public OnnxFactAttribute() => Skip = WhyNot();

    private static string? WhyNot()
    {
#if WITHOUT_ONNX
        return "This build has no ONNX Runtime: it was made with -p:WithoutOnnx=true.";
#else
        string file = OperatingSystem.IsWindows() ? "onnxruntime.dll"
            : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so";
        bool isThere = Directory.EnumerateFiles(AppContext.BaseDirectory, file, SearchOption.AllDirectories).Any();
        return isThere ? null : $"There is no {file} beside the tests: the npm package was not fetched.";
#endif
    }
}
