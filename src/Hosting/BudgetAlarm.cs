namespace Feedlog.Extensions.Hosting;

/// <summary>A budget that was exceeded in one window.</summary>
/// <param name="Store">Name of the store.</param>
/// <param name="Instrument">Name of the instrument, such as <c>feedlog.append.duration</c>.</param>
/// <param name="Budget">What 99 of 100 calls may take.</param>
/// <param name="P99">What they took, at most 6 percent too much.</param>
/// <param name="Calls">How many calls there were in the window.</param>
public sealed record BudgetAlarm(string Store, string Instrument, TimeSpan Budget, TimeSpan P99, long Calls);
