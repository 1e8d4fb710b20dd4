namespace Feedlog.Compare.Contenders;

/// <summary>A contender that finds records by words.</summary>
internal interface IWordContender : IContender
{
    /// <summary>Makes the index of words of a loaded, closed store from nothing; ends when all of it can be searched.
    /// </summary>
    /// <param name="folder">The store.</param>
    ValueTask<IndexedWords> IndexWordsAsync(string folder);

    /// <summary>Opens the index of words of a store, which has one, to search it.</summary>
    /// <param name="folder">The store.</param>
    /// <param name="isReadOnly">Whether nothing but searching is wanted.</param>
    ValueTask<IWordSearcher> OpenWordsAsync(string folder, bool isReadOnly);

    /// <summary>Opens a store that keeps its index of words up to date; makes it if there is none.</summary>
    ValueTask<IContenderStore> OpenKeepingWordsAsync(string folder, StoreSetup setup);

    /// <summary>Ends when the words of everything that was appended are in the index.</summary>
    ValueTask WaitIndexedAsync(IContenderStore store);
}
