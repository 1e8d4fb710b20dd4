using FASTER.core;

namespace Feedlog.Compare.Contenders.FasterKvs;

/// <summary>What FasterKV calls while it has a record in hand: content and metadata are copied out of it.</summary>
internal sealed unsafe class FasterKvFunctions : SpanByteFunctions<long, FasterKvTarget, Empty>
{
    /// <inheritdoc/>
    public override bool SingleReader(
        ref long key, ref SpanByte input, ref SpanByte value, ref FasterKvTarget dst, ref ReadInfo readInfo) =>
        TryCopy(ref value, ref dst);

    /// <inheritdoc/>
    public override bool ConcurrentReader(
        ref long key, ref SpanByte input, ref SpanByte value, ref FasterKvTarget dst, ref ReadInfo readInfo) =>
        TryCopy(ref value, ref dst);

    private static bool TryCopy(ref SpanByte value, ref FasterKvTarget target)
    {
        ReadOnlySpan<byte> body = RecordBytes.Body(value.AsReadOnlySpan());
        body.CopyTo(new Span<byte>(target.Start, target.LengthBytes));
        target.LengthBytes = body.Length;
        return true;
    }
}
