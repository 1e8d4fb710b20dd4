namespace Feedlog.Compare.Contenders;

/// <summary>What an archiving has done.</summary>
/// <param name="Seconds">Time of the call.</param>
/// <param name="Records">Records that were moved.</param>
/// <param name="BytesBefore">Bytes of them before, without indexes.</param>
/// <param name="BytesAfter">Bytes of them after it, without indexes.</param>
internal readonly record struct ArchivedRecords(double Seconds, long Records, long BytesBefore, long BytesAfter);
