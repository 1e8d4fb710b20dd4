using BenchmarkDotNet.Attributes;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.V1;

namespace Feedlog.Benchmarks;

/// <summary>The byte layer alone: one record of average size, in cache.</summary>
[MemoryDiagnoser]
public class CodecBench
{
    private const ulong PlaceSeed = 0x1234_5678_9ABC_DEF0;

    private readonly byte[] _content = new byte[646];
    private readonly byte[] _metadata = new byte[105];
    private readonly byte[] _frame;
    private readonly byte[] _sealed;
    private readonly byte[] _frameV1 = new byte[1024];
    private readonly byte[] _portable;
    private readonly FrameHeader _header;

    /// <summary>Makes the record and its frames.</summary>
    public CodecBench()
    {
        "{\"source\":\""u8.CopyTo(_metadata);
        _content.AsSpan().Fill((byte)'a');
        _header = new FrameHeader
        {
            Type = FrameType.Record,
            TotalLengthBytes = (int)FrameHeader.TotalLength(0, 0, _content.Length, _metadata.Length),
            Id = 0x1122_3344_5566_7788,
            TimestampMs = 1_700_000_000_000,
            ContentLengthBytes = _content.Length,
            MetadataLengthBytes = _metadata.Length,
        };
        _frame = new byte[_header.TotalLengthBytes];
        EncodeFrame();
        _sealed = (byte[])_frame.Clone();
        _portable = _frameV1[..EncodeFrameV1()];
    }

    /// <summary>Header, parts, and both checksums.</summary>
    [Benchmark]
    public ulong EncodeFrame()
    {
        FrameEncoder.Begin(_frame, _header);
        _content.CopyTo(_frame.AsSpan(FrameLayout.HeaderBytes));
        _metadata.CopyTo(_frame.AsSpan(FrameLayout.HeaderBytes + _content.Length));
        FrameEncoder.SealBody(_frame, FrameLayout.HeaderBytes + _content.Length + _metadata.Length);
        return FrameEncoder.SealHeader(_frame, 42, PlaceSeed);
    }

    /// <summary>What is left to the writer once the place of a frame is known.</summary>
    [Benchmark]
    public ulong SealHeader() => FrameEncoder.SealHeader(_frame, 42, PlaceSeed);

    /// <summary>The whole check of a frame.</summary>
    [Benchmark]
    public int DecodeFrame() => FrameDecoder.TryRead(_sealed, PlaceSeed, out FrameView view, out FormatFault fault)
        ? view.Content.Length
        : throw Broken(fault);

    /// <summary>The check of a header.</summary>
    [Benchmark]
    public int DecodeHeader() => FrameHeader.TryRead(_sealed, PlaceSeed, out FrameHeader header, out FormatFault fault)
        ? header.TotalLengthBytes
        : throw Broken(fault);

    /// <summary>The hash of the body: the part of encode and decode that cannot be saved.</summary>
    [Benchmark(Baseline = true)]
    public ulong BodyHashAlone() => Checksum.Xxh3(_sealed.AsSpan(FrameLayout.HeaderBytes));

    /// <summary>The portable frame, written.</summary>
    [Benchmark]
    public int EncodeFrameV1() =>
        FrameV1.Write("1122334455667788"u8, 1_700_000_000_000, _content, _metadata, _frameV1);

    /// <summary>The portable frame, read and checked.</summary>
    [Benchmark]
    public int DecodeFrameV1() => FrameV1.TryRead(_portable, out FrameV1View view, out FormatFault fault)
        ? view.Content.Length
        : throw Broken(fault);

    private static InvalidOperationException Broken(FormatFault fault) => new($"The frame is broken: {fault}.");
}
