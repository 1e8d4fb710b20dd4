using System.IO.Compression;
using System.IO.Pipelines;

namespace Feedlog.Tool;

/// <summary>What is imported: bytes that come from a file or a pipe, unpacked where they are gzip.</summary>
internal sealed class InputSource : IAsyncDisposable
{
    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    private static ReadOnlySpan<byte> FrameMagic => [0xFE, 0xED, 0x01];

    private readonly Stream _origin;

    private InputSource(string name, Stream origin, Stream bytes, bool isFrames)
    {
        Name = name;
        _origin = origin;
        Bytes = bytes;
        IsFrames = isFrames;
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The bytes, unpacked.</summary>
    public Stream Bytes { get; }

    /// <summary>Says whether they begin with a frame v1; otherwise they are lines.</summary>
    public bool IsFrames { get; }

    /// <summary>Looks at the first bytes and unpacks where needed.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="origin">The bytes; closed with this object.</param>
    /// <param name="cancellationToken">Ends the wait for the first bytes.</param>
    public static async ValueTask<InputSource> OpenAsync(
        string name, Stream origin, CancellationToken cancellationToken)
    {
        (Stream bytes, byte[] first) = await PeekAsync(origin, cancellationToken).ConfigureAwait(false);
        if (first.AsSpan().StartsWith(GzipMagic))
        {
            GZipStream unpacked = new(bytes, CompressionMode.Decompress);
            (bytes, first) = await PeekAsync(unpacked, cancellationToken).ConfigureAwait(false);
        }

        return new InputSource(name, origin, bytes, first.AsSpan().SequenceEqual(FrameMagic));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Bytes.DisposeAsync().ConfigureAwait(false);
        await _origin.DisposeAsync().ConfigureAwait(false);
    }

    private static async ValueTask<(Stream Bytes, byte[] First)> PeekAsync(
        Stream source, CancellationToken cancellationToken)
    {
        const int bufferBytes = 64 * 1024;
        int wantedBytes = FrameMagic.Length;
        PipeReader reader = PipeReader.Create(source, new StreamPipeReaderOptions(bufferSize: bufferBytes));
        ReadResult read = await reader.ReadAtLeastAsync(wantedBytes, cancellationToken).ConfigureAwait(false);
        byte[] first = new byte[Math.Min(wantedBytes, read.Buffer.Length)];
        System.Buffers.BuffersExtensions.CopyTo(read.Buffer.Slice(0, first.Length), first);

        // Nothing is consumed and nothing counts as examined: the stream below begins with the same bytes.
        reader.AdvanceTo(read.Buffer.Start);
        return (reader.AsStream(), first);
    }
}
