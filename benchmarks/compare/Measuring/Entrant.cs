namespace Feedlog.Compare.Measuring;

/// <summary>
/// A contender in one row: each run is one measurement, with its preparation outside of the timed part.
/// </summary>
/// <param name="Name">The contender, and how it was set up if the row has it more than once.</param>
/// <param name="RunAsync">Measures once.</param>
internal sealed record Entrant(string Name, Func<ValueTask<Measurement>> RunAsync);
