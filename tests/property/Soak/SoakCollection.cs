namespace Feedlog.Tests.Property.Soak;

/// <summary>What runs alone in its process, as it measures the process.</summary>
[CollectionDefinition(nameof(SoakTests), DisableParallelization = true)]
public sealed class SoakCollection;
