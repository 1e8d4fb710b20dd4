namespace Feedlog.Compare.Contenders.Lmdb;

/// <summary>A call to LMDB that did not return that everything went well.</summary>
internal sealed class LmdbException(string call, int code, string message)
    : Exception($"{call} returned {code}: {message}");
