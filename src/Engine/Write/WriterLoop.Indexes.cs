using System.Diagnostics.CodeAnalysis;
using Feedlog.Cold;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Views;
using Feedlog.Open;
using Feedlog.Read;
using Feedlog.Sealing;

namespace Feedlog.Write;

/// <content>What the writer has to do with indexes: it makes files part of the store that others made.</content>
internal sealed partial class WriterLoop
{
    private readonly Func<IndexCatalog, ulong, WriterIndexes> _makeIndexes;
    private volatile WriterIndexes _indexes;
    private BatchPlanner _planner;

    private IndexCatalog Catalog => _indexes.Catalog;

    private IndexWorker IndexFiles => _indexes.Files;

    private WordWorker Words => _indexes.Words;

    private WordMemory WordParts => _indexes.WordParts;

    /// <summary>Merges index files further than while records come in. Any thread.</summary>
    public async Task TidyAsync()
    {
        WriterIndexes asked = _indexes;
        try
        {
            await asked.Files.TidyAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException) when (asked != _indexes)
        {
            // A purge has made them anew meanwhile.
            await _indexes.Files.TidyAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Makes shards part of the store in place of what holds what is to be erased, together with indexes that were made
    /// anew without it. Any thread.
    /// </summary>
    /// <param name="change">The shards.</param>
    /// <param name="rebuild">The indexes; reads what has come since.</param>
    /// <param name="erasure">What is erased.</param>
    /// <returns>The files that are not part of the store any more; null if more has come that is to be erased: then
    /// nothing has changed.</returns>
    public Task<IReadOnlyList<string>?> NamePurgeAsync(ShardChange change, LogRebuild rebuild, Erasure erasure) =>
        AskAsync<IReadOnlyList<string>?>(log =>
        {
            int places = erasure.Places.Count;
            rebuild.ReadTo(log.Manifest, log.EndBytes, CancellationToken.None);
            return erasure.Places.Count > places ? null : NamePurge(log, change, rebuild.Catalog);
        });

    /// <summary>Seals the open segment if it holds something that is to be erased, or may. Any thread.</summary>
    /// <returns>The manifest afterwards.</returns>
    public Task<Manifest> SealForPurgeAsync(Erasure erasure) => AskAsync(log =>
    {
        bool isConcerned = log.IsSpoilt ||
            erasure.Places.Any(address => address.SegmentNumber == log.SegmentNumber);
        if (!isConcerned) return log.Manifest;
        log.SealOpen();
        _views.PublishDurable(log.DurableSequence);
        Publish();
        return log.Manifest;
    });

    private List<string> NamePurge(LogWriter log, ShardChange change, IndexCatalog catalog)
    {
        WriterIndexes old = _indexes;
        StopIndexes();
        try
        {
            log.ReplaceForPurge(change, old.Files.NextIndexFile);
        }
        catch (IOException failure) when (failure is not SyncFailedException)
        {
            // The old ones go on.
            old.Files.Dispose();
            old.Words.Dispose();
            UseIndexes(_makeIndexes(old.Catalog, old.Files.NextIndexFile));
            StartIndexes();
            throw;
        }

        try
        {
            UseIndexes(_makeIndexes(catalog, old.Files.NextIndexFile));
            Publish();
            LetGoOfIndexes(old);
            // The new ones have made no file yet.
            List<string> obsolete = [.. log.IndexPaths()];
            obsolete.AddRange(change.Removed.Select(shard => shard.Path));
            obsolete.AddRange(change.Archived.Select(entry => StoreLayout.Segment(entry.Number)));
            StartIndexes();
            return obsolete;
        }
        catch (Exception unpublished) when (unpublished is not OutOfMemoryException)
        {
            // The manifest is in place: who asked must not take it for a failure to change anything.
            throw _poison.Set(unpublished);
        }
    }

    [MemberNotNull(nameof(_indexes), nameof(_planner))]
    private void UseIndexes(WriterIndexes indexes)
    {
        _indexes = indexes;
        indexes.Catalog.Frames = new PublishedFrames(_views);
        _planner = new BatchPlanner(indexes.Catalog, _options.TimeProvider);
        foreach (FrozenTail tail in indexes.Catalog.Frozen) indexes.Files.Enqueue(tail);
    }

    private void StartIndexes()
    {
        Words.Start();
        IndexFiles.Start();
    }

    // What they have made and nobody has named yet is dropped.
    private void StopIndexes()
    {
        Words.Stop();
        IndexFiles.Stop();
        while (!IndexFiles.HasEnded(TimeSpan.FromMilliseconds(1)))
        {
            if (IndexFiles.Offered is IndexChange change)
                IndexFiles.Settle(change, new OperationCanceledException("The indexes are made anew."));
        }
    }

    private static void LetGoOfIndexes(WriterIndexes indexes)
    {
        indexes.Files.Dispose();
        indexes.Words.Dispose();
        indexes.Catalog.Parts.Sealed.Release();
    }

    private void PublishWords()
    {
        if (WordParts.Current == Catalog.Parts.Words) return;
        Catalog.UseWords(WordParts.Current);
        TryPublish();
    }

    private void SealTail()
    {
        if (_poison.Cause is not null || Catalog.TailBytes == 0) return;
        IndexFiles.Enqueue(_log.FreezeTail(Catalog));
        TryPublish();
        if (_options.SealsInline) SealHere(merges: false);
    }

    // Makes index files part of the store: what they cover is durable first, so that no index ever knows of a frame
    // that a power loss could take.
    private bool MakePart(IndexChange change)
    {
        Exception? failure = _poison.Cause is Exception cause ? cause : TryNameIndexes(change);
        if (failure is null)
        {
            WordParts.Drop(change.WordCount);
            SealedIndexes old =
                Catalog.Replace(change.Indexes, change.TailCount, WordParts.Current, change.Hot);
            IndexFiles.Settle(change, null);
            Words.TellOfRoom();
            try
            {
                Publish();
            }
            catch (Exception unpublished) when (unpublished is not OutOfMemoryException)
            {
                _poison.Set(unpublished);
            }

            old.Release();
        }
        else
        {
            IndexFiles.Settle(change, failure);
            if (_poison.Cause is not null) IndexFiles.Stop(); // No manifest will be written any more.
        }

        return failure is null;
    }

    // While records come in, a sync that runs beside them does for the index files too.
    private bool WillBeDurable(IndexChange change)
    {
        try
        {
            return !_log.IsDurable(change.ThroughGroup);
        }
        catch (SyncFailedException failure)
        {
            _poison.Set(failure);
            return false;
        }
    }

    private IOException? TryNameIndexes(IndexChange change)
    {
        try
        {
#if SABOTAGE
            if (!Sabotage.Is("name-index-before-log"))
#endif
            if (_log.DurableGroup < change.ThroughGroup) SyncNow();
            _log.ReplaceIndexes(change.Runs, change.Deaths, change.Words, change.Vectors, change.NextIndexFile);
            return null;
        }
        catch (SyncFailedException unsynced)
        {
            _poison.Set(unsynced);
            return unsynced;
        }
        catch (IOException refused)
        {
            return refused;
        }
    }

    // What is not yet sealed is held in memory: if sealing cannot keep up, appending has to wait.
    private void WaitForIndexes()
    {
        while (IndexFiles.IsBehind() || Words.IsBehind)
        {
            if (IndexFiles.Offered is IndexChange change) MakePart(change);
            else IndexFiles.WaitForProgress();
        }
    }

    // Whoever opens the store next makes them anew from the log.
    private void ForgetIndexes(bool onlyWords)
    {
        try
        {
            Manifest listed = _log.Manifest;
            _log.ReplaceIndexes(
                onlyWords ? listed.Runs : [], onlyWords ? listed.Deaths : [], [], onlyWords ? listed.Vectors : [],
                listed.NextIndexFile);
        }
        catch (IOException)
        {
            // Then the damage is met again, and reported again.
        }
    }

    private void SealHere(bool merges)
    {
        try
        {
            if (_options.SealsInline && IndexFiles.HasTails) Words.TryCatchUp(CancellationToken.None);
            while (_poison.Cause is null && IndexFiles.Step(merges, CancellationToken.None) is IndexChange change)
            {
                if (!MakePart(change)) break;
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The tails stay and are tried again with the next group, or scanned when the store is opened.
        }
    }

    private void CloseIndexes()
    {
        Words.Stop();
        IndexFiles.Stop();
        while (!IndexFiles.HasEnded(TimeSpan.FromMilliseconds(1)))
        {
            if (IndexFiles.Offered is IndexChange change) MakePart(change);
        }

        if (_poison.Cause is not null) return;
        SealedIndexes files = Catalog.Parts.Sealed;
        if (files.IsSuspect || files.AreWordsSuspect)
        {
            ForgetIndexes(onlyWords: !files.IsSuspect);
            return;
        }

        if (Catalog.TailBytes >= _options.CloseTailBytes) IndexFiles.Enqueue(_log.FreezeTail(Catalog));
        IndexFiles.FinishUp(_options.CloseTailBytes);
        if (Words.UnsealedBytes >= _options.CloseTailBytes && Words.IsNearEnd) IndexWords();
        // Merging is for those who stay; but short sessions must not pile up files for ever.
        const int filesMax = 2 * MergePolicy.FilesMax;
        SealHere(merges: files.RunFiles.Count > filesMax || files.WordFiles.Count > filesMax ||
            files.VectorFiles.GroupBy(file => file.Reader.Entry.ModelHash).Any(model => model.Count() > filesMax));
    }

    // So that who opens the store next finds all words in files.
    private void IndexWords()
    {
        try
        {
            Publish();
            Words.TryCatchUp(CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Then they are indexed by who opens the store next.
        }
    }
}
