using Feedlog.Indexing.Vectors;
using Feedlog.Indexing.Views;
using Feedlog.Read;

namespace Feedlog.Embed;

/// <summary>How far vectors are behind the records of a view.</summary>
/// <param name="Frames">How many records wait for one.</param>
/// <param name="Milliseconds">How long ago the first of them was recorded; 0 if none waits.</param>
/// <param name="FaultCount">How often embedding has failed since the store was opened.</param>
internal readonly record struct EmbeddingLag(long Frames, double Milliseconds, long FaultCount)
{
    /// <summary>What the worker of a store is behind; without one, what lies behind the newest record with a vector.
    /// </summary>
    /// <exception cref="Format.Indexes.IndexDamageException">A page of an index is damaged.</exception>
    public static EmbeddingLag Of(ReadView published, IndexView view, EmbeddingWorker? worker)
    {
        ulong first = 0;
        long frames = worker?.CountWaiting(published, view, out first) ?? CountBehind(published, view, out first);
        long recordedMs = first == 0 ? view.NowMs : view.RecordedAt(first);
        return new EmbeddingLag(frames, Math.Max(0, view.NowMs - recordedMs), worker?.FaultCount ?? 0);
    }

    // Of whichever model: a store that has never had vectors waits for none.
    private static long CountBehind(ReadView published, IndexView view, out ulong first)
    {
        ulong newest = 0;
        foreach (VectorPart part in view.Parts.AllVectors()) newest = Math.Max(newest, part.HighestTarget);
        first = 0;
        return newest == 0 ? 0 : WaitingRecords.Count(published, view, [], newest + 1, out first);
    }
}
