using System.Buffers.Binary;

namespace Feedlog.Format.Frames;

/// <summary>Walks the value of a tags extension: u16 length in bytes, UTF-8; over and over. Never throws.</summary>
public ref struct TagReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts before the first tag.</summary>
    public TagReader(ReadOnlySpan<byte> value) => _rest = value;

    /// <summary>The current tag, UTF-8.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>True once the value has ended in the middle of a tag.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Moves to the next tag; false at the end or where the value is broken.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty) return false;
        int lengthBytes = _rest.Length < 2 ? int.MaxValue : BinaryPrimitives.ReadUInt16LittleEndian(_rest);
        if (lengthBytes > _rest.Length - 2)
        {
            IsBroken = true;
            _rest = default;
            return false;
        }

        Current = _rest.Slice(2, lengthBytes);
        _rest = _rest[(2 + lengthBytes)..];
        return true;
    }
}
