namespace Feedlog;

/// <summary>How segments are read.</summary>
public enum ReadMode
{
    /// <summary>Through memory maps: fastest; a sector that cannot be read ends the process.</summary>
    Mapped = 0,

    /// <summary>Through positioned reads: a sector that cannot be read is an exception.</summary>
    Positioned = 1,
}
