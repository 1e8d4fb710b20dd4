using System.Text;
using Feedlog.Write;

namespace Feedlog.Embed;

/// <summary>Gives vectors of a model to the records that are there and have none; to be run once.</summary>
/// <remarks>A record that fails is tried alone and then passed over; if nothing else happens, the run ends.</remarks>
internal sealed class EmbeddingRun
{
    private const int FailuresInARowMax = 64;

    private readonly StoreCore _core;
    private readonly EmbeddingOptions _options;
    private readonly IProgress<EmbeddingProgress>? _progress;
    private readonly byte[] _model;
    private readonly WaitingRecords _records;
    private readonly TextEmbedder _texts;
    private readonly VectorAppends _appends;
    private long _embedded;
    private long _skipped;
    private long _failed;
    private int _failuresInARow;
    private string? _firstFailure;

    /// <summary>A run over a store that is open for writing.</summary>
    /// <param name="core">The store.</param>
    /// <param name="appends">Where vectors go.</param>
    /// <param name="options">What makes them.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="firstSequence">Records below this sequence are left out.</param>
    public EmbeddingRun(
        StoreCore core, AppendPath appends, EmbeddingOptions options, IProgress<EmbeddingProgress>? progress,
        ulong firstSequence = 1)
    {
        _core = core;
        _options = options;
        _progress = progress;
        _model = Encoding.UTF8.GetBytes(options.ModelName);
        _records = new WaitingRecords(core, _model) { NextSequence = firstSequence };
        _texts = new TextEmbedder(options);
        _appends = new VectorAppends(appends, options);
    }

    /// <summary>Goes through the records that are there when it begins.</summary>
    /// <exception cref="FeedlogException">EmbeddingFailed: the generator fails whatever it is given. Or the vectors
    /// cannot be appended.</exception>
    public async Task<EmbeddingResult> RunAsync(CancellationToken cancellationToken)
    {
        ulong last = _core.Views.Current.Sequence;
        List<WaitingRecord> batch = [];
        while (_records.NextSequence <= last)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _records.Read(last, _options.BatchMax, batch);
            if (batch.Count > 0) await EmbedAsync(batch, cancellationToken).ConfigureAwait(false);
            _progress?.Report(new EmbeddingProgress(
                _records.NextSequence - 1, last, _embedded, Skipped, Failed));
        }

        return new EmbeddingResult(
            _options.ModelName, _core.Views.Current.Parts.DimensionsOf(_model), _embedded, Skipped, Failed,
            _firstFailure ?? _records.FirstFault);
    }

    private long Skipped => _skipped + _records.SkippedCount;

    private long Failed => _failed + _records.UnreadableCount;

    private async Task EmbedAsync(List<WaitingRecord> batch, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<float>[] vectors;
        try
        {
            vectors = await _texts.EmbedAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            if (batch.Count == 1)
            {
                NoteFailure(fault);
                return;
            }

            // Which of them is it?
            foreach (WaitingRecord record in batch)
                await EmbedAsync([record], cancellationToken).ConfigureAwait(false);
            return;
        }

        _failuresInARow = 0;
        int appended = await _appends.AppendAsync(batch, vectors, cancellationToken).ConfigureAwait(false);
        _embedded += appended;
        _skipped += batch.Count - appended;
    }

    private void NoteFailure(Exception fault)
    {
        _failed++;
        _firstFailure ??= fault.Message;
        if (++_failuresInARow == FailuresInARowMax)
            throw Throw.EmbeddingFailed($"The generator failed {FailuresInARowMax} times in a row", fault);
    }
}
