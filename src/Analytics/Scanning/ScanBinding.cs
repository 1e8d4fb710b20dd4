using Feedlog.Analytics.Bounds;

namespace Feedlog.Analytics.Scanning;

/// <summary>One use of the table function in a query.</summary>
/// <param name="Registry">The session.</param>
/// <param name="Query">The query; null while the view is made, and nothing is read then.</param>
/// <param name="Parameters">What bounds this use beside what bounds the query.</param>
internal sealed record ScanBinding(QueryRegistry Registry, QueryContext? Query, ScanBounds Parameters);
