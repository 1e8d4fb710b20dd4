using System.Diagnostics;
using Feedlog.Write;

namespace Feedlog.Telemetry;

/// <summary>The spans of a store. Any thread; free while nobody listens.</summary>
/// <remarks>A span is begun within an async method: so it does not become the current one of who calls.</remarks>
internal static class Spans
{
    /// <summary>Opening a store.</summary>
    public const string Open = "feedlog.open";

    /// <summary>Appending a record or a group, up to its acknowledgement.</summary>
    public const string Append = "feedlog.append";

    /// <summary>A search.</summary>
    public const string Search = "feedlog.search";

    /// <summary>An embedding of the records that are there.</summary>
    public const string Embed = "feedlog.embed";

    /// <summary>A turn of a job of upkeep.</summary>
    public const string Upkeep = "feedlog.upkeep";

    /// <summary>Whether anybody listens.</summary>
    public static bool AreWanted => FeedlogTelemetry.Source.HasListeners();

    /// <summary>Begins a span; null if nobody wants it.</summary>
    /// <param name="name">One of the names above.</param>
    /// <param name="options">The options of the store, which may name it.</param>
    public static Activity? Begin(string name, FeedlogOptions options) =>
        Named(FeedlogTelemetry.Source.StartActivity(name), options);

    /// <summary>Begins a span of something that began before; null if nobody wants it.</summary>
    /// <param name="name">One of the names above.</param>
    /// <param name="options">The options of the store, which may name it.</param>
    /// <param name="begunAt">When.</param>
    public static Activity? BeginLate(string name, FeedlogOptions options, DateTimeOffset begunAt) =>
        Named(FeedlogTelemetry.Source.StartActivity(
            name, ActivityKind.Internal, default(ActivityContext), tags: null, links: null, begunAt), options);

    /// <summary>Says in a span why what it is about has failed.</summary>
    public static void Fail(Activity? span, Exception failure)
    {
        if (span is null) return;
        span.SetTag(StoreTelemetry.ErrorTag, StoreTelemetry.ErrorOf(failure));
        span.SetStatus(ActivityStatusCode.Error, failure.Message);
    }

    /// <summary>Appends a record within a span.</summary>
    public static async ValueTask<AppendResult> AppendAsync(
        AppendPath appends, FeedlogOptions store, RecordDraft draft, AppendOptions? options,
        CancellationToken cancellationToken)
    {
        using Activity? span = Begin(Append, store);
        try
        {
            return await appends.AppendAsync(draft, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Fail(span, failure);
            throw;
        }
    }

    /// <summary>Appends records as one group within a span.</summary>
    public static async ValueTask<IReadOnlyList<AppendResult>> AppendManyAsync(
        AppendPath appends, FeedlogOptions store, IReadOnlyList<RecordDraft> drafts, AppendOptions? options,
        CancellationToken cancellationToken)
    {
        using Activity? span = Begin(Append, store);
        span?.SetTag("feedlog.records", drafts.Count);
        try
        {
            return await appends.AppendManyAsync(drafts, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Fail(span, failure);
            throw;
        }
    }

    private static Activity? Named(Activity? span, FeedlogOptions options)
    {
        if (options.Name is not null) span?.SetTag(FeedlogTelemetry.StoreTag, options.Name);
        return span;
    }
}
