using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>Rows that share a preparation.</summary>
internal abstract class Workload : IAsyncDisposable
{
    private readonly Dictionary<string, (IContenderStore Store, IContenderReader Reader)> _open = [];

    /// <summary>Keeps the ground that all workloads stand on.</summary>
    protected Workload(Ground ground) => Ground = ground;

    /// <summary>The name on the command line.</summary>
    internal abstract string Name { get; }

    /// <summary>Corpus, contenders and folders.</summary>
    protected Ground Ground { get; }

    /// <summary>Does what has to be done before the first row.</summary>
    internal abstract ValueTask PrepareAsync();

    /// <summary>The rows; asked for after the preparation.</summary>
    internal abstract IReadOnlyList<Row> Rows();

    /// <summary>Closes the stores that the preparation opened.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach ((IContenderStore store, IContenderReader reader) in _open.Values)
        {
            reader.Dispose();
            await store.DisposeAsync();
        }
    }

    /// <summary>Opens the loaded store of every contender, to be read until the workload ends.</summary>
    protected async ValueTask OpenLoadedAsync(bool isKeyed)
    {
        foreach (IContender contender in Ground.Contenders)
        {
            string folder = await Ground.LoadedFolderAsync(contender, isKeyed);
            IContenderStore store = await contender.OpenAsync(folder, new StoreSetup(SyncMode.Off, isKeyed));
            _open[contender.Name] = (store, store.OpenReader(Ground.Corpus));
        }
    }

    /// <summary>The open store of a contender.</summary>
    protected IContenderStore StoreOf(IContender contender) => _open[contender.Name].Store;

    /// <summary>The reader of a contender's open store.</summary>
    protected IContenderReader ReaderOf(IContender contender) => _open[contender.Name].Reader;
}
