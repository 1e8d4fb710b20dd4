namespace Feedlog.Analytics.Scanning;

/// <summary>What one thread keeps of a scan from chunk to chunk.</summary>
internal sealed class ThreadState : IDisposable
{
    /// <summary>Opened when the thread comes for its first chunk.</summary>
    public ChunkFiller? Filler { get; set; }

    /// <inheritdoc/>
    public void Dispose() => Filler?.Dispose();
}
