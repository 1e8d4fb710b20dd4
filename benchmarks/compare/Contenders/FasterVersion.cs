using System.Text.RegularExpressions;

namespace Feedlog.Compare.Contenders;

/// <summary>The version of the package that FasterLog and FasterKV come in; its assembly says 1.0.0 whatever it is.
/// </summary>
internal static partial class FasterVersion
{
    /// <summary>As the list of packages of this program says it.</summary>
    internal static string Text { get; } = Read();

    private static string Read()
    {
        string[] files = (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? "").Split(Path.PathSeparator, ';');
        Match? found = files.Where(File.Exists).Select(static file => Package().Match(File.ReadAllText(file)))
            .FirstOrDefault(static one => one.Success);
        return found?.Groups[1].Value ?? "unknown";
    }

    [GeneratedRegex("\"Microsoft\\.FASTER\\.Core/([^\"]+)\"")]
    private static partial Regex Package();
}
