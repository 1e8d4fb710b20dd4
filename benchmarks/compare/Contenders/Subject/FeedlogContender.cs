using System.Reflection;

namespace Feedlog.Compare.Contenders.Subject;

/// <summary>Feedlog through its public door, with default options except for what a row says.</summary>
internal sealed class FeedlogContender : IContender
{
    /// <inheritdoc/>
    public string Name => ContenderList.Subject;

    /// <inheritdoc/>
    public string Version => typeof(FeedlogStore).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <inheritdoc/>
    public string? AbsentBecause => null;

    /// <inheritdoc/>
    public string Settings
    {
        get
        {
            FeedlogOptions options = new();
            return $"defaults: segments of {options.SegmentBytes >> 20} MiB, " +
                $"queue of {options.QueueBytes >> 20} MiB, " +
                $"reads {options.ReadMode}; every read checked against its checksums; random 64-bit ids given";
        }
    }

    /// <inheritdoc/>
    public bool IsStore => true;

    /// <inheritdoc/>
    public IReadOnlyList<SyncMode> UnsyncedModes { get; } = [SyncMode.Off];

    /// <inheritdoc/>
    public async ValueTask<IContenderStore> OpenAsync(string folder, StoreSetup setup)
    {
        FeedlogStore store = setup.IsReadOnly
            ? await FeedlogStore.OpenReadOnlyAsync(folder)
            : await FeedlogStore.OpenAsync(folder);
        return new FeedlogContenderStore(store, setup);
    }
}
