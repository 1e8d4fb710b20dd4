using Feedlog.Tests.Support;

namespace Feedlog.Tests.Analytics;

/// <summary>One store of <see cref="Samples"/> for all tests of a class, which only read it.</summary>
public sealed class SampleStore : IAsyncLifetime
{
    private readonly TempStore _temp = new();

    public FeedlogStore Store { get; private set; } = null!; // Set before the first test.

    public FeedlogSnapshot Snapshot { get; private set; } = null!; // So is this.

    public async Task InitializeAsync()
    {
        Store = await _temp.OpenAsync(Samples.SmallSegments);
        await Samples.FillAsync(Store);
        Snapshot = Store.OpenSnapshot();
    }

    public async Task DisposeAsync()
    {
        Snapshot.Dispose();
        await Store.DisposeAsync();
        _temp.Dispose();
    }
}
