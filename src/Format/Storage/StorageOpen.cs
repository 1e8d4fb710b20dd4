namespace Feedlog.Format.Storage;

/// <summary>How a file is opened.</summary>
public enum StorageOpen
{
    /// <summary>For reading; it must exist.</summary>
    Read,

    /// <summary>For reading and writing; it must exist.</summary>
    Write,

    /// <summary>For reading and writing; it must not exist and is created for its owner only.</summary>
    Create,
}
