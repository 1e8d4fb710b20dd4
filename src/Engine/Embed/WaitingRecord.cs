using Feedlog.Format;

namespace Feedlog.Embed;

/// <summary>A record that waits for a vector.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sequence">Its sequence.</param>
/// <param name="Text">Its content.</param>
/// <param name="ContentHash">Hash of its content, seeded by the store: the same content has the same vector.</param>
internal readonly record struct WaitingRecord(RecordId Id, ulong Sequence, string Text, WideHash ContentHash);
