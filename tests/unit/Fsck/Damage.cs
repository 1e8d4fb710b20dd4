namespace Feedlog.Tests.Unit.Fsck;

/// <summary>Damage that was planted.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Path">The file.</param>
/// <param name="OtherPath">The other file that it changed places with; the same file for all other kinds.</param>
/// <param name="FromBytes">Where the bytes begin that may differ.</param>
/// <param name="ToBytes">Where they end; the largest i64 if all may.</param>
internal sealed record Damage(DamageKind Kind, string Path, string OtherPath, long FromBytes, long ToBytes);
