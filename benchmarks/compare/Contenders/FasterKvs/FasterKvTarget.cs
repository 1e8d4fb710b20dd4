namespace Feedlog.Compare.Contenders.FasterKvs;

/// <summary>Where a get of FasterKV puts what it finds.</summary>
internal unsafe struct FasterKvTarget
{
    /// <summary>Room for content and metadata; must not move while the get goes on.</summary>
    internal byte* Start;

    /// <summary>Bytes of the room before the get, of the record after it.</summary>
    internal int LengthBytes;
}
