using System.Text;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Tests.Unit.Spec;

namespace Feedlog.Tests.Unit.Format.Frames;

/// <summary>Vector frames: the vectors of the spec, all types and sizes, and content that is none.</summary>
public sealed class VectorFrameTests
{
    private static readonly byte[] s_model = Encoding.UTF8.GetBytes("gr\u00F6\u00DFer");

    [Fact]
    public void F32_OfTheSpec_IsReadAndWrittenAgain() => Check(
        "vector-f32", 120, 7, 0x1122_3344_5566_7788, VectorElementType.F32, 1, [0.6f, -0.8f, 0], "m"u8);

    [Fact]
    public void I8_OfTheSpec_IsReadAndWrittenAgain() => Check(
        "vector-i8", 216, 8, 0x99AA_BBCC_DDEE_FF00, VectorElementType.I8, 2,
        [127 / 128f, -64 / 128f, 0, 1 / 128f], s_model);

    [Theory]
    [InlineData(VectorElementType.F32, 0)]
    [InlineData(VectorElementType.F16, 1e-3)]
    [InlineData(VectorElementType.I8, 5e-3)]
    public void Vector_OfEverySize_RoundsAsItsTypeMust(VectorElementType type, double error)
    {
        Random random = new(51);
        foreach (int dimensions in (int[])[1, 2, 3, 384, 4096])
        {
            float[] values = new float[dimensions];
            for (int i = 0; i < dimensions; i++) values[i] = 2 * random.NextSingle() - 1;
            byte[] content = Content(9, type, values, s_model);
            Assert.True(VectorFrame.TryRead(content, out VectorFrame vector, out FormatFault fault));
            Assert.Equal(FormatFault.None, fault);
            Assert.Equal(9ul, vector.TargetSequence);
            Assert.Equal(type, vector.ElementType);
            Assert.Equal(dimensions, vector.Dimensions);
            Assert.Equal(s_model, vector.Model.ToArray());
            float[] read = new float[dimensions];
            vector.CopyTo(read);
            for (int i = 0; i < dimensions; i++) Assert.Equal(values[i], read[i], error);
        }
    }

    [Fact]
    public void Content_ThatIsNoVector_IsAFaultAndNeverAnException()
    {
        byte[] sound = Content(9, VectorElementType.I8, [1, -1, 0], "m"u8);
        Assert.Equal(FormatFault.Truncated, FaultOf(sound[..15]));
        Assert.Equal(FormatFault.BadLength, FaultOf(sound[..^1]));
        Assert.Equal(FormatFault.BadLength, FaultOf([.. sound, 0]));
        Assert.Equal(FormatFault.BadType, FaultOf(Changed(sound, VectorLayout.ElementType, 0)));
        Assert.Equal(FormatFault.BadType, FaultOf(Changed(sound, VectorLayout.ElementType, 4)));
        Assert.Equal(FormatFault.BadLength, FaultOf(Changed(sound, VectorLayout.Dimensions, 0)));
        Assert.Equal(FormatFault.BadLength, FaultOf(Changed(sound, VectorLayout.ModelLength, 0)));
        Assert.Equal(FormatFault.BadReserved, FaultOf(Changed(sound, VectorLayout.Scale + 3, 0xFF)));
        byte[] floats = Content(9, VectorElementType.F32, [1], "m"u8);
        Assert.Equal(FormatFault.BadReserved, FaultOf(Changed(floats, VectorLayout.Scale, 1)));

        Random random = new(52);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = (byte[])sound.Clone();
            for (int n = random.Next(1, 4); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (!VectorFrame.TryRead(bytes.AsSpan(0, random.Next(bytes.Length + 1)), out VectorFrame vector, out _))
                continue;
            vector.CopyTo(new float[vector.Dimensions]);
        }
    }

    [Fact]
    public void Writer_RefusesSizesThatDoNotFit()
    {
        Assert.Throws<ArgumentException>(() => Content(1, VectorElementType.F32, [], "m"u8));
        Assert.Throws<ArgumentException>(() => Content(1, VectorElementType.F32, new float[4097], "m"u8));
        Assert.Throws<ArgumentException>(() => Content(1, VectorElementType.F32, [1], []));
        Assert.Throws<ArgumentException>(() => Content(1, VectorElementType.F32, [1], new byte[256]));
        Assert.Throws<ArgumentException>(() => Content(1, VectorElementType.None, [1], "m"u8));
        Assert.Throws<ArgumentException>(() =>
            VectorFrame.Write(new byte[22], 1, VectorElementType.F32, [1], "m"u8));
    }

    private static void Check(
        string name,
        ulong offset,
        ulong sequence,
        ulong id,
        VectorElementType type,
        ulong target,
        float[] values,
        ReadOnlySpan<byte> model)
    {
        byte[] bytes = SpecDocument.Current.Vector(name);
        bool isRead = FrameDecoder.TryRead(
            bytes, Checksum.PlaceSeed(Samples.Salt, 3, offset), out FrameView view, out FormatFault fault);
        Assert.True(isRead, fault.ToString());
        Assert.Equal(FrameType.Vector, view.Header.Type);
        Assert.True(VectorFrame.TryRead(view.Content, out VectorFrame vector, out fault), fault.ToString());
        Assert.Equal(type, vector.ElementType);
        Assert.Equal(target, vector.TargetSequence);
        Assert.Equal(model, vector.Model);
        float[] read = new float[vector.Dimensions];
        vector.CopyTo(read);
        Assert.Equal(values, read);
        FrameParts parts = new()
        {
            Type = FrameType.Vector,
            Sequence = sequence,
            Id = id,
            TimestampMs = view.Header.TimestampMs,
            Content = Content(target, type, values, model),
        };
        Assert.Equal(bytes, parts.Encode(3, offset));
    }

    private static byte[] Content(
        ulong target, VectorElementType type, ReadOnlySpan<float> values, ReadOnlySpan<byte> model)
    {
        byte[] content = new byte[VectorFrame.ContentBytes(values.Length, type, model.Length)];
        VectorFrame.Write(content, target, type, values, model);
        return content;
    }

    private static FormatFault FaultOf(byte[] content)
    {
        Assert.False(VectorFrame.TryRead(content, out _, out FormatFault fault));
        return fault;
    }

    private static byte[] Changed(byte[] bytes, int offset, params byte[] values)
    {
        byte[] changed = (byte[])bytes.Clone();
        values.CopyTo(changed, offset);
        return changed;
    }
}
