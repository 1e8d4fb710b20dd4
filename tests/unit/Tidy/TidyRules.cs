using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Feedlog.Tests.Unit.Tidy;

/// <summary>The house rules about source text, each a function from a file to what is wrong with it.</summary>
internal static partial class TidyRules
{
    public const int MethodLinesMax = 70;
    public const int LineCharactersMax = 120;

    /// <summary>What the parser does not understand.</summary>
    public static IEnumerable<string> SyntaxErrors(SourceText source) => source.Root.GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
        .Select(diagnostic => $"{source.Path}: {diagnostic}");

    /// <summary>Methods, accessors and local functions that are too long.</summary>
    public static IEnumerable<string> LongMethods(SourceText source) => source.Root.DescendantNodes()
        .Where(node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax)
        .Select(node => (node, lines: LinesOf(node)))
        .Where(found => found.lines > MethodLinesMax)
        .Select(found => $"{source.At(found.node)}: {found.lines} lines in one method, at most {MethodLinesMax}");

    /// <summary>A file that is too long.</summary>
    public static IEnumerable<string> LongFile(SourceText source, int linesMax)
    {
        int lines = source.Lines.Length;
        if (lines > linesMax) yield return $"{source.Path}: {lines} lines, at most {linesMax}";
    }

    /// <summary>Lines that are too long.</summary>
    public static IEnumerable<string> LongLines(SourceText source) => source.Lines
        .Select((line, i) => (line, number: i + 1))
        .Where(found => found.line.Length > LineCharactersMax)
        .Select(found => $"{source.Path}:{found.number}: {found.line.Length} characters, at most {LineCharactersMax}");

    /// <summary>Characters that are not ASCII.</summary>
    public static IEnumerable<string> NonAscii(SourceText source) => source.Lines
        .Select((line, i) => (line, number: i + 1))
        .Where(found => !System.Text.Ascii.IsValid(found.line))
        .Select(found => $"{source.Path}:{found.number}: not ASCII; write \\u escapes");

    /// <summary>Regions.</summary>
    public static IEnumerable<string> Regions(SourceText source) => source.Root
        .DescendantTrivia(descendIntoTrivia: true)
        .Where(trivia => trivia.IsKind(SyntaxKind.RegionDirectiveTrivia))
        .Select(trivia => $"{source.At(trivia)}: a region; split the type instead");

    /// <summary>Comments that put something off.</summary>
    public static IEnumerable<string> PutOff(SourceText source) => Comments(source)
        .Where(trivia => PutOffWord().IsMatch(trivia.ToFullString()))
        .Select(trivia => $"{source.At(trivia)}: a promise in a comment; do it or write an issue");

    /// <summary>Comments that look like code.</summary>
    public static IEnumerable<string> CommentedOutCode(SourceText source) => Comments(source)
        .Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) ||
            trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))
        .Where(trivia => trivia.ToString().Trim('/', '*', ' ').Split('\n').Any(line => LooksLikeCode(line.Trim())))
        .Select(trivia => $"{source.At(trivia)}: commented-out code");

    /// <summary>A file that is not named after the one type in it.</summary>
    public static IEnumerable<string> FileName(SourceText source)
    {
        string[] types = source.Root.DescendantNodes(node => node is not TypeDeclarationSyntax)
            .Select(TypeName).OfType<string>().Distinct().ToArray();
        string file = Path.GetFileName(source.Path).Split('.')[0];
        bool isProgram = file == "Program" && types.Length == 0;
        bool hasNoTypes = types.Length == 0 && !source.Root.DescendantNodes().OfType<GlobalStatementSyntax>().Any();
        if (isProgram || hasNoTypes) yield break;
        if (types.Length != 1 || types[0] != file)
            yield return $"{source.Path}: holds {string.Join(", ", types)}; one type a file, of the file's name";
    }

    /// <summary>Types and folders with names that say nothing.</summary>
    public static IEnumerable<string> EmptyNames(SourceText source)
    {
        foreach (string folder in source.Path.Split('/')[..^1])
        {
            if (EmptyFolder().IsMatch(folder)) yield return $"{source.Path}: a folder named {folder} says nothing";
        }

        foreach (string type in source.Root.DescendantNodes().Select(TypeName).OfType<string>())
        {
            if (EmptyType().IsMatch(type)) yield return $"{source.Path}: a type named {type} says nothing";
        }
    }

    /// <summary>Endings of segment files in literals: only StoreLayout knows them.</summary>
    public static IEnumerable<string> SegmentSuffixes(SourceText source) =>
        Path.GetFileName(source.Path) == "StoreLayout.cs" ? [] : Literals(source)
            .Where(token => SegmentSuffix().IsMatch(token.ValueText))
            .Select(token => $"{source.At(token)}: the ending of a segment; ask StoreLayout");

    /// <summary>Flushes that hide a failing sync on Linux.</summary>
    public static IEnumerable<string> HidingFlushes(SourceText source)
    {
        foreach (InvocationExpressionSyntax call in source.Root.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            string name = call.Expression is MemberAccessExpressionSyntax member
                ? member.Name.Identifier.Text
                : call.Expression.ToString();
            bool isFlushToDisk = name == "FlushToDisk";
            bool isFlushTrue = name == "Flush" && call.ArgumentList.Arguments.Count == 1;
            bool isAllowed = isFlushToDisk && Path.GetFileName(source.Path) == "DiskFile.cs" && IsOnWindowsOnly(call);
            if ((isFlushToDisk || isFlushTrue) && !isAllowed)
                yield return $"{source.At(call)}: hides a failing sync on Linux; use IStorageFile.Sync";
        }
    }

    /// <summary>Pragmas that lift the ban of calls, outside the files that may.</summary>
    public static IEnumerable<string> LiftedBans(SourceText source, IReadOnlySet<string> allowed) =>
        allowed.Contains(source.Path) ? [] : source.Root.DescendantTrivia(descendIntoTrivia: true)
            .Where(trivia => trivia.IsKind(SyntaxKind.PragmaWarningDirectiveTrivia) &&
                trivia.ToFullString().Contains("RS0030", StringComparison.Ordinal))
            .Select(trivia => $"{source.At(trivia)}: lifts the ban of calls; only {allowed.Count} files may");

    /// <summary>Words that match, anywhere in the text.</summary>
    public static IEnumerable<string> Words(SourceText source, Regex word) => source.Lines
        .Select((line, i) => (match: word.Match(line), number: i + 1))
        .Where(found => found.match.Success)
        .Select(found => $"{source.Path}:{found.number}: names {found.match.Value}");

    private static bool IsOnWindowsOnly(SyntaxNode call) => call.Ancestors().OfType<IfStatementSyntax>()
        .Any(branch => branch.Condition.ToString() == "OperatingSystem.IsWindows()" &&
            branch.Statement.Span.Contains(call.Span));

    private static int LinesOf(SyntaxNode node)
    {
        FileLinePositionSpan span = node.SyntaxTree.GetLineSpan(node.Span);
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static IEnumerable<SyntaxTrivia> Comments(SourceText source) => source.Root.DescendantTrivia()
        .Where(trivia => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or
            SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia);

    private static IEnumerable<SyntaxToken> Literals(SourceText source) => source.Root.DescendantTokens()
        .Where(token => token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken or
            SyntaxKind.InterpolatedStringTextToken or SyntaxKind.SingleLineRawStringLiteralToken or
            SyntaxKind.MultiLineRawStringLiteralToken);

    private static string? TypeName(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => null,
    };

    private static bool LooksLikeCode(string line) =>
        line.EndsWith(';') || line is "{" or "}" || CodeStart().IsMatch(line);

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex PutOffWord();

    [GeneratedRegex(@"^(if|for|foreach|while|switch|lock|using) ?\(.*\)|^(public|private|var|return) [^,]*[({=]")]
    private static partial Regex CodeStart();

    [GeneratedRegex(@"\.feed(?![A-Za-z0-9_])")]
    private static partial Regex SegmentSuffix();

    [GeneratedRegex("^(Common|Utils?|Utilities|Helpers?|Core|Managers?|Services?|Misc)$", RegexOptions.IgnoreCase)]
    private static partial Regex EmptyFolder();

    [GeneratedRegex("(Manager|Helper|Helpers|Util|Utils|Data|Info|Processor)$")]
    private static partial Regex EmptyType();
}
