#if SABOTAGE
using Xunit.Abstractions;

namespace Feedlog.Tests.Property.Sabotages;

/// <summary>Where tests print that are run to be seen failing.</summary>
internal sealed class QuietOutput : ITestOutputHelper
{
    /// <inheritdoc/>
    public void WriteLine(string message)
    {
    }

    /// <inheritdoc/>
    public void WriteLine(string format, params object[] args)
    {
    }
}
#endif
