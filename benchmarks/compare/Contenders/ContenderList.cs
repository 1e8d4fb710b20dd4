using Feedlog.Compare.Contenders.FasterKvs;
using Feedlog.Compare.Contenders.FasterLogs;
using Feedlog.Compare.Contenders.Lmdb;
using Feedlog.Compare.Contenders.Machine;
using Feedlog.Compare.Contenders.RocksDb;
using Feedlog.Compare.Contenders.Sqlite;
using Feedlog.Compare.Contenders.Subject;

namespace Feedlog.Compare.Contenders;

/// <summary>Who can take part. The first is the one that the ratios are about.</summary>
internal static class ContenderList
{
    /// <summary>The name of the subject.</summary>
    internal const string Subject = "feedlog";

    /// <summary>The name of the machine as a contender.</summary>
    internal const string Machine = "machine";

    /// <summary>The name of SQLite with ascending rowids in place of the ids given.</summary>
    internal const string SqliteByRowId = "sqlite-rowid";

    /// <summary>The name of SQLite with the ids given.</summary>
    internal const string Sqlite = "sqlite";

    /// <summary>The name of LMDB.</summary>
    internal const string Lmdb = "lmdb";

    /// <summary>The name of RocksDB.</summary>
    internal const string RocksDb = "rocksdb";

    /// <summary>The name of FasterLog.</summary>
    internal const string FasterLog = "fasterlog";

    /// <summary>The name of FasterKV.</summary>
    internal const string FasterKv = "fasterkv";

    /// <summary>The name of memvid.</summary>
    internal const string Memvid = "memvid";

    /// <summary>All names.</summary>
    internal static IReadOnlyList<string> Names { get; } =
        [Subject, Sqlite, SqliteByRowId, Lmdb, RocksDb, FasterLog, FasterKv, Memvid, Machine];

    /// <summary>Makes the contenders of these names, in the order of <see cref="Names"/>.</summary>
    internal static IReadOnlyList<IContender> Make(IReadOnlyCollection<string> names) =>
        [.. Names.Where(names.Contains).Select(Make)];

    /// <summary>Makes the contender of a name.</summary>
    internal static IContender Make(string name) => name switch
    {
        Subject => new FeedlogContender(),
        Sqlite => new SqliteContender(takesGivenIds: true),
        SqliteByRowId => new SqliteFtsContender(),
        Lmdb => new LmdbContender(),
        RocksDb => new RocksDbContender(),
        FasterLog => new FasterLogContender(),
        FasterKv => new FasterKvContender(),
        Memvid => new MemvidContender(),
        _ => new MachineContender(),
    };
}
