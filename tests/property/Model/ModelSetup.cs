namespace Feedlog.Tests.Property.Model;

/// <summary>How the store of a run is opened.</summary>
/// <param name="ReadMode">How it reads.</param>
/// <param name="SealsInline">Whether the writer's own thread makes the index files.</param>
/// <param name="TailBytes">After so many bytes of log.</param>
/// <param name="CloseTailBytes">And at least so many when the store is closed.</param>
/// <param name="HotKeyBytes">Memory for hot keys; 0 for none.</param>
internal sealed record ModelSetup(
    ReadMode ReadMode, bool SealsInline, long TailBytes, long CloseTailBytes, long HotKeyBytes);
