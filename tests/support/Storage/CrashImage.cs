namespace Feedlog.Tests.Support.Storage;

/// <summary>What a power loss leaves of the changes that nobody had synced.</summary>
public enum CrashImage
{
    /// <summary>None of them: only what was synced is there.</summary>
    Nothing = 0,

    /// <summary>All of them: the medium was fast.</summary>
    Everything = 1,

    /// <summary>The first of them in order, the last of these cut at any byte.</summary>
    Prefix = 2,

    /// <summary>Of every sector some version, of every file some length, of the names any subset.</summary>
    Sectors = 3,

    /// <summary>As <see cref="Sectors"/>, and sectors that never were durable may hold garbage.</summary>
    Garbage = 4,

    /// <summary>All names, no data: new files are there and empty or full of zeros.</summary>
    NamesOnly = 5,

    /// <summary>All data, no names: files that nobody synced the folder for are gone.</summary>
    DataOnly = 6,
}
