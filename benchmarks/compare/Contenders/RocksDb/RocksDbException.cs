namespace Feedlog.Compare.Contenders.RocksDb;

/// <summary>A call to RocksDB that failed.</summary>
internal sealed class RocksDbException(string message) : Exception(message);
