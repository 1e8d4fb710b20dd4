using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Feedlog.Tests.Unit.Tidy;

/// <summary>The rules about what the documentation of public members says.</summary>
internal static class DocRules
{
    /// <summary>Public members that nothing is said about.</summary>
    public static IEnumerable<string> Undocumented(SourceText source) => PublicMembers(source)
        .Where(member => !Says(member, "<summary>") && !Says(member, "<inheritdoc"))
        .Select(member => $"{source.At(member)}: nothing is said about {NameOf(member)}");

    /// <summary>Public members that throw by themselves and do not say what. What only checks arguments need not.
    /// </summary>
    public static IEnumerable<string> SilentThrowers(SourceText source) => PublicMembers(source)
        .Where(member => member is not BaseTypeDeclarationSyntax && member.DescendantNodes().Any(IsThrow))
        .Where(member => !Says(member, "<exception") && !Says(member, "<inheritdoc"))
        .Select(member => $"{source.At(member)}: {NameOf(member)} throws and does not say what");

    /// <summary>Methods that do not say what they throw where another of the same name does.</summary>
    public static IEnumerable<string> SilentOverloads(SourceText source) => PublicMembers(source)
        .OfType<MethodDeclarationSyntax>()
        .GroupBy(method => (method.Parent, method.Identifier.Text))
        .Where(overloads => overloads.Any(method => Says(method, "<exception")))
        .SelectMany(overloads => overloads)
        .Where(method => !Says(method, "<exception") && !Says(method, "<inheritdoc"))
        .Select(method => $"{source.At(method)}: {NameOf(method)} does not say what it throws, as its overload does");

    private static IEnumerable<MemberDeclarationSyntax> PublicMembers(SourceText source) => source.Root
        .DescendantNodes().OfType<MemberDeclarationSyntax>().Where(IsPublic);

    private static bool IsPublic(MemberDeclarationSyntax member)
    {
        if (member is BaseNamespaceDeclarationSyntax or GlobalStatementSyntax) return false;
        bool isOpen = member.Modifiers.Any(SyntaxKind.PublicKeyword) || member is EnumMemberDeclarationSyntax ||
            (member.Parent is InterfaceDeclarationSyntax && member.Modifiers.Count == 0);
        return isOpen && member.Ancestors().OfType<BaseTypeDeclarationSyntax>()
            .All(type => type.Modifiers.Any(SyntaxKind.PublicKeyword));
    }

    // Throwing on what a catch has caught adds nothing, and an argument that is wrong is said of the type.
    private static bool IsThrow(SyntaxNode node)
    {
        ExpressionSyntax? thrown = node switch
        {
            ThrowStatementSyntax statement => statement.Expression,
            ThrowExpressionSyntax expression => expression.Expression,
            _ => null,
        };
        return thrown is not null and not IdentifierNameSyntax &&
            !thrown.ToString().StartsWith("new Argument", StringComparison.Ordinal) &&
            !node.Ancestors().Any(above => above is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);
    }

    private static bool Says(MemberDeclarationSyntax member, string tag) => member.GetLeadingTrivia()
        .Any(trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia) &&
            trivia.ToFullString().Contains(tag, StringComparison.Ordinal));

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        _ => member.Kind().ToString(),
    };
}
