namespace Feedlog.Analytics;

/// <summary>A column of an answer.</summary>
/// <param name="Name">Its name; names may repeat.</param>
/// <param name="Type">The .NET type of its values; each may be null beside that.</param>
public sealed record SqlColumn(string Name, Type Type);
