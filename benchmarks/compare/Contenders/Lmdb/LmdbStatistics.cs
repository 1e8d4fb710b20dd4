using System.Runtime.InteropServices;

namespace Feedlog.Compare.Contenders.Lmdb;

/// <summary>LMDB's MDB_stat.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct LmdbStatistics
{
    /// <summary>Bytes of a page.</summary>
    internal uint PageBytes { get; }

    /// <summary>Height of the tree.</summary>
    internal uint Depth { get; }

    /// <summary>Inner pages.</summary>
    internal nuint BranchPages { get; }

    /// <summary>Leaves.</summary>
    internal nuint LeafPages { get; }

    /// <summary>Pages of values that fit into no leaf.</summary>
    internal nuint OverflowPages { get; }

    /// <summary>Entries.</summary>
    internal nuint Entries { get; }
}
