using System.Buffers.Binary;

namespace Feedlog.Format.Frames;

/// <summary>Walks an extension area: u16 type, u32 length in bytes, bytes; over and over. Never throws.</summary>
public ref struct ExtensionReader
{
    /// <summary>Bytes before the value of each extension.</summary>
    public const int PrefixBytes = 6;

    /// <summary>The bit of a type that marks the extension as critical.</summary>
    public const ushort CriticalBit = 0x8000;

    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts before the first extension of the area.</summary>
    public ExtensionReader(ReadOnlySpan<byte> area) => _rest = area;

    /// <summary>The type of the current extension.</summary>
    public ExtensionType Type { get; private set; }

    /// <summary>The bytes of the current extension.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>True once the area has ended in the middle of an extension.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Says whether the current extension is critical.</summary>
    public readonly bool IsCritical => ((ushort)Type & CriticalBit) != 0;

    /// <summary>Moves to the next extension; false at the end or where the area is broken.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty) return false;
        if (_rest.Length < PrefixBytes) return Break();

        ushort type = BinaryPrimitives.ReadUInt16LittleEndian(_rest);
        uint lengthBytes = BinaryPrimitives.ReadUInt32LittleEndian(_rest[2..]);
        if (type == 0 || lengthBytes > (uint)(_rest.Length - PrefixBytes)) return Break();

        Type = (ExtensionType)type;
        Value = _rest.Slice(PrefixBytes, (int)lengthBytes);
        _rest = _rest[(PrefixBytes + (int)lengthBytes)..];
        return true;
    }

    private bool Break()
    {
        IsBroken = true;
        _rest = default;
        return false;
    }
}
