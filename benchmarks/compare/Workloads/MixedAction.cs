namespace Feedlog.Compare.Workloads;

/// <summary>What an operation of a mixed workload does.</summary>
internal enum MixedAction
{
    /// <summary>Gets a record by its key.</summary>
    Read = 0,

    /// <summary>Gives a key a new version of its record.</summary>
    Update = 1,

    /// <summary>Gets a record by its key, then gives the key a new version of it.</summary>
    ReadAndUpdate = 2,

    /// <summary>Appends a record that is new.</summary>
    Insert = 3,

    /// <summary>Reads some records by time.</summary>
    Range = 4,
}
