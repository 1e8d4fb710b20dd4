namespace Feedlog.Tests.Support.Storage;

/// <summary>Exactly what a power loss leaves of the changes that nobody had synced.</summary>
/// <remarks>
/// A byte survives if the change that brought it came before <see cref="CutOrder"/> and its sector is in
/// <see cref="Sectors"/>; a length if it came no later than <see cref="LengthOrder"/>; a name if it is in
/// <see cref="Names"/>. The three need not fit together: that is the point.
/// </remarks>
public sealed record CrashCut
{
    /// <summary>All names, all sectors.</summary>
    public const ulong All = ulong.MaxValue;

    /// <summary>Bit i: the i-th change of names survives; changes beyond the 64th go with the last bit.</summary>
    public ulong Names { get; init; } = All;

    /// <summary>Changes of bytes from this place in the order on are lost.</summary>
    public long CutOrder { get; init; } = long.MaxValue;

    /// <summary>But of the very change at that place the first so many bytes survive, and make the file as long.</summary>
    public int CutBytes { get; init; }

    /// <summary>Lengths of changes up to this place in the order survive.</summary>
    public long LengthOrder { get; init; } = long.MaxValue;

    /// <summary>Bit i: the i-th touched sector survives. Of more than 64 sectors, neighbours share a bit.</summary>
    public ulong Sectors { get; init; } = All;

    /// <summary>What lies in the sectors that do not.</summary>
    public SectorFill Fill { get; init; }

    /// <summary>Says whether nothing is lost.</summary>
    public bool IsEverything => this == new CrashCut();

    /// <summary>Only what was synced is left.</summary>
    public static CrashCut Nothing { get; } = new() { Names = 0, CutOrder = 0, LengthOrder = 0 };

    /// <summary>For messages.</summary>
    public override string ToString() =>
        $"names {Names:x}, cut {CutOrder}+{CutBytes}, lengths {LengthOrder}, sectors {Sectors:x}, {Fill}";
}
