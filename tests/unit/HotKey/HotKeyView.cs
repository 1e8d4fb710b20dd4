namespace Feedlog.Tests.Unit.HotKey;

/// <summary>What a reader of the model knows: the newest versions that have left the tail, as of a generation.</summary>
internal sealed record HotKeyView(ulong Generation, ulong[] Newest);
