using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>The options that narrow a range or a search: stream, kind and tags.</summary>
/// <param name="Stream">--stream.</param>
/// <param name="Kind">--kind.</param>
/// <param name="Tags">--tag.</param>
internal sealed record FilterArguments(Option<string?> Stream, Option<string?> Kind, Option<string[]> Tags)
{
    /// <summary>The only stream wanted; null for all.</summary>
    public string? GetStream(Invocation call) => call.Get(Stream);

    /// <summary>The only kind wanted; null for all.</summary>
    public string? GetKind(Invocation call) => call.Get(Kind);

    /// <summary>The tags that a record must all have; null for no such condition.</summary>
    public IReadOnlyList<string>? GetTags(Invocation call) => call.Get(Tags) is { Length: > 0 } tags ? tags : null;
}
