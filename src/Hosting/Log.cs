using Microsoft.Extensions.Logging;

namespace Feedlog.Extensions.Hosting;

/// <summary>Everything that is logged. The numbers are stable: docs/HOSTING.md lists them.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information,
        "Opened store {Store} at {Place} in {Milliseconds:0.0} ms: sequence {Sequence}")]
    public static partial void Opened(
        this ILogger logger, string store, string place, double milliseconds, ulong sequence);

    [LoggerMessage(2, LogLevel.Warning,
        "Store {Store} had not been closed: {RescuedFrames} frames kept that nobody was promised, {DroppedBytes} " +
        "bytes of a torn tail left behind")]
    public static partial void Recovered(this ILogger logger, string store, long rescuedFrames, long droppedBytes);

    [LoggerMessage(3, LogLevel.Warning, "Indexes of store {Store} are made anew from the log: {Fault}")]
    public static partial void IndexesSetAside(this ILogger logger, string store, string fault);

    [LoggerMessage(4, LogLevel.Error, "Store {Store} cannot be opened")]
    public static partial void NotOpened(this ILogger logger, string store, Exception failure);

    [LoggerMessage(5, LogLevel.Information, "Closed store {Store}")]
    public static partial void Closed(this ILogger logger, string store);

    [LoggerMessage(6, LogLevel.Error, "Store {Store} was closed, and not all that was appended is durable")]
    public static partial void ClosedWithLoss(this ILogger logger, string store, Exception failure);

    [LoggerMessage(10, LogLevel.Warning,
        "Store {Store}: p99 of {Instrument} is {P99Milliseconds:0.###} ms in {Calls} calls, over its budget of " +
        "{BudgetMilliseconds:0.###} ms")]
    public static partial void BudgetExceeded(
        this ILogger logger, string store, string instrument, double p99Milliseconds, double budgetMilliseconds,
        long calls);

    [LoggerMessage(11, LogLevel.Error, "A handler of alarms of store {Store} has failed")]
    public static partial void AlarmHandlerFailed(this ILogger logger, string store, Exception failure);

    [LoggerMessage(20, LogLevel.Debug, "Upkeep of store {Store}: {Job} {Outcome} in {Milliseconds:0.0} ms")]
    public static partial void JobDone(
        this ILogger logger, string store, string job, UpkeepOutcome outcome, double milliseconds);

    [LoggerMessage(21, LogLevel.Warning, "Upkeep of store {Store}: {Job} failed: {Reason}")]
    public static partial void JobFailed(
        this ILogger logger, string store, string job, string? reason, Exception? failure);

    [LoggerMessage(22, LogLevel.Error, "Upkeep of store {Store}: {Job} met damage: {Damage}")]
    public static partial void DamageMet(this ILogger logger, string store, string job, string? damage);

    [LoggerMessage(23, LogLevel.Error, "Upkeep of store {Store} stumbled, and goes on later")]
    public static partial void UpkeepStumbled(this ILogger logger, string store, Exception failure);
}
