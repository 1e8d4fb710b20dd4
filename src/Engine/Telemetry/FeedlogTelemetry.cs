using System.Diagnostics;

namespace Feedlog;

/// <summary>The names under which stores tell what they do; docs/TELEMETRY.md lists instruments and spans.</summary>
/// <remarks>
/// Nothing is measured while nobody listens. Every store has a meter of its own, so that stores can be told apart by
/// <see cref="StoreTag"/>, and what is told of a store ends with it.
/// </remarks>
public static class FeedlogTelemetry
{
    /// <summary>Name of the meters.</summary>
    public const string MeterName = "Feedlog";

    /// <summary>Name of the source of spans.</summary>
    public const string ActivitySourceName = "Feedlog";

    /// <summary>The tag of meters and spans with the name of the store, if its options give it one.</summary>
    public const string StoreTag = "feedlog.store";

    /// <summary>Version of the instruments.</summary>
    internal const string Version = "1.0.0";

    /// <summary>Where spans come from.</summary>
    internal static ActivitySource Source { get; } = new(ActivitySourceName, Version);
}
