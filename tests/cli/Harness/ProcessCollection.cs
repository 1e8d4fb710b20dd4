namespace Feedlog.Tests.Cli;

/// <summary>
/// Tests that start processes run alone: a process that is just being made holds, for a moment, copies of all open
/// files of its parent, locks on stores of other tests included.
/// </summary>
[CollectionDefinition(nameof(ProcessTests), DisableParallelization = true)]
public sealed class ProcessCollection;
