namespace Feedlog.Read;

/// <summary>Asks frames of what is published. Any thread.</summary>
/// <param name="views">The views.</param>
internal sealed class PublishedFrames(PublishedViews views) : TrustingFrames
{
    /// <inheritdoc/>
    protected override SegmentSet Acquire() => views.Acquire().Segments;

    /// <inheritdoc/>
    protected override void Release(SegmentSet segments) => segments.Release();
}
