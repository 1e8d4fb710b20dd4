namespace Feedlog.Compare.Contenders;

/// <summary>How much a contender promises of a commit before it says that it is done.</summary>
internal enum SyncMode
{
    /// <summary>Nothing: it may be anywhere on its way to the operating system.</summary>
    Off = 0,

    /// <summary>It was handed to the operating system; the contender syncs at moments of its own choice.</summary>
    Normal = 1,

    /// <summary>It survives the loss of power.</summary>
    Full = 2,
}
