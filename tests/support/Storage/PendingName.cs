namespace Feedlog.Tests.Support.Storage;

/// <summary>A change of names that no sync of the folder has made durable yet.</summary>
/// <param name="Order">Its place among all changes of the medium.</param>
/// <param name="Folder">The folder whose sync makes it durable.</param>
/// <param name="Removed">The name that goes; empty for none.</param>
/// <param name="Added">The name that comes, replacing what had it; empty for none.</param>
/// <param name="File">The file of the name that comes; null if it is a folder.</param>
internal sealed record PendingName(long Order, string Folder, string Removed, string Added, CrashBytes? File);
