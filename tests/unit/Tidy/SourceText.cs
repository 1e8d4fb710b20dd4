using Feedlog.Tests.Unit.Spec;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Feedlog.Tests.Unit.Tidy;

/// <summary>A source file and its syntax.</summary>
internal sealed class SourceText
{
    /// <summary>Takes a text apart.</summary>
    public SourceText(string path, string text)
    {
        Path = path;
        Lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Root = CSharpSyntaxTree.ParseText(text, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview))
            .GetRoot();
    }

    /// <summary>The path in the repository, with '/'.</summary>
    public string Path { get; }

    /// <summary>The lines, without their ends.</summary>
    public string[] Lines { get; }

    /// <summary>The syntax.</summary>
    public SyntaxNode Root { get; }

    /// <summary>All source files under these folders.</summary>
    public static IReadOnlyList<SourceText> Under(params ReadOnlySpan<string> folders)
    {
        List<SourceText> sources = [];
        foreach (string file in SourceTree.Files(".cs", folders))
            sources.Add(new SourceText(file, File.ReadAllText(SourceTree.PathOf(file))));
        return sources;
    }

    /// <summary>Path and line of a place in the file.</summary>
    public string At(SyntaxNodeOrToken place) => $"{Path}:{LineOf(place.SyntaxTree, place.Span.Start)}";

    /// <summary>Path and line of a place in the file.</summary>
    public string At(SyntaxTrivia place) => $"{Path}:{LineOf(place.SyntaxTree, place.Span.Start)}";

    private static int LineOf(SyntaxTree? tree, int position) =>
        tree!.GetLineSpan(new Microsoft.CodeAnalysis.Text.TextSpan(position, 0)).StartLinePosition.Line + 1; // Parsed.
}
