using System.Buffers.Binary;
using System.Text.Unicode;

namespace Feedlog.Format.Frames;

/// <summary>The content of a vector frame over borrowed bytes. FORMAT.md section 4.8.</summary>
/// <remarks>The values come first so that they are aligned; the name of the model follows them.</remarks>
public readonly ref struct VectorFrame
{
    private const float CodeMax = 127;

    private readonly ReadOnlySpan<byte> _values;

    private VectorFrame(
        ulong targetSequence,
        VectorElementType elementType,
        float scale,
        ReadOnlySpan<byte> values,
        ReadOnlySpan<byte> model)
    {
        TargetSequence = targetSequence;
        ElementType = elementType;
        Scale = scale;
        Model = model;
        _values = values;
    }

    /// <summary>Sequence of the record that the vector belongs to; 0 for the record that carries it.</summary>
    public ulong TargetSequence { get; }

    /// <summary>How the values are written.</summary>
    public VectorElementType ElementType { get; }

    /// <summary>What an i8 value of 1 stands for; 0 for other types.</summary>
    public float Scale { get; }

    /// <summary>Name of the model, UTF-8, 1 to 255 bytes.</summary>
    public ReadOnlySpan<byte> Model { get; }

    /// <summary>Number of values.</summary>
    public int Dimensions => _values.Length / ElementBytes(ElementType);

    /// <summary>Size of a value in bytes; 0 for a type that this version does not know.</summary>
    public static int ElementBytes(VectorElementType type) => type switch
    {
        VectorElementType.F32 => sizeof(float),
        VectorElementType.F16 => sizeof(ushort),
        VectorElementType.I8 => sizeof(sbyte),
        _ => 0,
    };

    /// <summary>Size of the content in bytes.</summary>
    public static int ContentBytes(int dimensions, VectorElementType type, int modelBytes) =>
        VectorLayout.Values + dimensions * ElementBytes(type) + modelBytes;

    /// <summary>Writes the content.</summary>
    /// <param name="target">Exactly <see cref="ContentBytes"/>.</param>
    /// <param name="targetSequence">Sequence of the record that the vector belongs to.</param>
    /// <param name="type">How the values are to be written.</param>
    /// <param name="values">1 to 4,096 finite values; what does not fit the type is rounded.</param>
    /// <param name="model">Name of the model, UTF-8, 1 to 255 bytes.</param>
    /// <exception cref="ArgumentException">The sizes do not agree or are out of range.</exception>
    public static void Write(
        Span<byte> target,
        ulong targetSequence,
        VectorElementType type,
        ReadOnlySpan<float> values,
        ReadOnlySpan<byte> model)
    {
        bool isSized = values.Length is >= 1 and <= FormatLimits.VectorDimensionsMax &&
            model.Length is >= 1 and <= byte.MaxValue && ElementBytes(type) > 0 &&
            target.Length == ContentBytes(values.Length, type, model.Length);
        if (!isSized) throw new ArgumentException("The parts of a vector do not fit each other.", nameof(target));

        float scale = type == VectorElementType.I8 ? ScaleOf(values) : 0;
        BinaryPrimitives.WriteUInt64LittleEndian(target[VectorLayout.TargetSequence..], targetSequence);
        BinaryPrimitives.WriteUInt16LittleEndian(target[VectorLayout.Dimensions..], (ushort)values.Length);
        target[VectorLayout.ElementType] = (byte)type;
        target[VectorLayout.ModelLength] = (byte)model.Length;
        BinaryPrimitives.WriteSingleLittleEndian(target[VectorLayout.Scale..], scale);
        Span<byte> rest = target[VectorLayout.Values..];
        foreach (float value in values)
        {
            WriteValue(rest, type, value, scale);
            rest = rest[ElementBytes(type)..];
        }

        model.CopyTo(rest);
    }

    /// <summary>Reads the content of a vector frame, or the value of an inline vector. Never throws.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="vector">What they say, when the result is true; it borrows from them.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    public static bool TryRead(ReadOnlySpan<byte> content, out VectorFrame vector, out FormatFault fault)
    {
        vector = default;
        fault = FormatFault.Truncated;
        if (content.Length < VectorLayout.Values) return false;

        int dimensions = BinaryPrimitives.ReadUInt16LittleEndian(content[VectorLayout.Dimensions..]);
        VectorElementType type = (VectorElementType)content[VectorLayout.ElementType];
        int modelBytes = content[VectorLayout.ModelLength];
        fault = FormatFault.BadType;
        if (ElementBytes(type) == 0) return false;

        fault = FormatFault.BadLength;
        if (dimensions is < 1 or > FormatLimits.VectorDimensionsMax || modelBytes == 0 ||
            content.Length != ContentBytes(dimensions, type, modelBytes))
        {
            return false;
        }

        fault = FormatFault.BadReserved;
        float scale = BinaryPrimitives.ReadSingleLittleEndian(content[VectorLayout.Scale..]);
        bool isScaled = type == VectorElementType.I8
            ? float.IsFinite(scale) && scale > 0
            : BinaryPrimitives.ReadUInt32LittleEndian(content[VectorLayout.Scale..]) == 0;
        if (!isScaled) return false;

        int valuesBytes = dimensions * ElementBytes(type);
        if (!Utf8.IsValid(content[(VectorLayout.Values + valuesBytes)..]))
        {
            fault = FormatFault.BadText;
            return false;
        }

        vector = new VectorFrame(
            BinaryPrimitives.ReadUInt64LittleEndian(content[VectorLayout.TargetSequence..]), type, scale,
            content.Slice(VectorLayout.Values, valuesBytes), content[(VectorLayout.Values + valuesBytes)..]);
        fault = FormatFault.None;
        return true;
    }

    /// <summary>Finds the vector in a frame: what a vector frame is, or a record carries. Never throws.</summary>
    /// <param name="frame">A checked frame of any type.</param>
    /// <param name="vector">The vector, when the result is true; it borrows from the frame.</param>
    /// <param name="targetSequence">Sequence of the record that it belongs to; always below that of a vector frame.
    /// </param>
    /// <returns>False if there is none, or what is there is not one.</returns>
    public static bool TryFind(scoped in FrameView frame, out VectorFrame vector, out ulong targetSequence)
    {
        vector = default;
        targetSequence = frame.Sequence;
        if (frame.Type == FrameType.Record)
        {
            return frame.HasExtensions &&
                frame.TryGetExtension(ExtensionType.InlineVector, out ReadOnlySpan<byte> value) &&
                TryRead(value, out vector, out _);
        }

        if (frame.Type != FrameType.Vector || !TryRead(frame.Content, out vector, out _)) return false;
        targetSequence = vector.TargetSequence;
        return targetSequence > 0 && targetSequence < frame.Sequence;
    }

    /// <summary>Says whether another vector has the same model and the same values, written in the same way.</summary>
    public bool Says(scoped in VectorFrame other) =>
        ElementType == other.ElementType && Scale.Equals(other.Scale) && _values.SequenceEqual(other._values) &&
        Model.SequenceEqual(other.Model);

    /// <summary>Reads the values; they need not be finite.</summary>
    /// <param name="target">At least <see cref="Dimensions"/> values.</param>
    public void CopyTo(Span<float> target)
    {
        ReadOnlySpan<byte> rest = _values;
        int elementBytes = ElementBytes(ElementType);
        for (int i = 0; !rest.IsEmpty; i++, rest = rest[elementBytes..])
        {
            target[i] = ElementType switch
            {
                VectorElementType.F32 => BinaryPrimitives.ReadSingleLittleEndian(rest),
                VectorElementType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(rest),
                _ => (sbyte)rest[0] * Scale,
            };
        }
    }

    private static void WriteValue(Span<byte> target, VectorElementType type, float value, float scale)
    {
        if (type == VectorElementType.F32) BinaryPrimitives.WriteSingleLittleEndian(target, value);
        else if (type == VectorElementType.F16) BinaryPrimitives.WriteHalfLittleEndian(target, (Half)value);
        else target[0] = (byte)(sbyte)Math.Clamp(MathF.Round(value / scale), -CodeMax, CodeMax);
    }

    // Of a vector of zeros any scale says the same; 0 would be a fault.
    private static float ScaleOf(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values) largest = Math.Max(largest, Math.Abs(value));
        float scale = largest / CodeMax;
        return scale > 0 ? scale : 1;
    }
}
