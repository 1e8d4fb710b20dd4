using Feedlog.Format.Frames;

namespace Feedlog.Cold;

/// <summary>Reads frames as they are to be when a purge is through: of what is erased only the place is left.</summary>
internal sealed class PurgedFrames(IFrameSource source, Erasure erasure) : IFrameSource
{
    /// <inheritdoc/>
    public FrameAddress Address => source.Address;

    /// <inheritdoc/>
    public FrameView Frame => erasure.Has(source.Address)
        ? erasure.Replace(source.Frame.Header, source.Address)
        : source.Frame;

    /// <inheritdoc/>
    public long RecordedAtMs => source.RecordedAtMs;

    /// <inheritdoc/>
    public bool IsRaw => source.IsRaw;

    /// <inheritdoc/>
    public long BytesRead => source.BytesRead;

    /// <inheritdoc/>
    public bool MoveNext() => source.MoveNext();

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();
}
