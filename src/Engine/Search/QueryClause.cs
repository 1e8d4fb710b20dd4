namespace Feedlog.Search;

/// <summary>One of several parts of a query that stand side by side.</summary>
/// <param name="Sign">How it counts.</param>
/// <param name="Syntax">What it asks for.</param>
internal sealed record QueryClause(ClauseSign Sign, QuerySyntax Syntax);
