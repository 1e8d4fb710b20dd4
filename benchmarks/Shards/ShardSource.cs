using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;

namespace Feedlog.Benchmarks.Shards;

/// <summary>
/// Frames made of files of JSON lines: the text or the subject and body of a line is the content, `id` the key, `t` the
/// time in seconds, and what is left the metadata.
/// </summary>
internal static class ShardSource
{
    /// <summary>The salt that the frames are sealed with.</summary>
    internal const ulong Salt = 0x0123_4567_89AB_CDEF;

    private static readonly string[] s_texts = ["text", "subject", "body"];

    /// <summary>Reads files, plain or gzipped, and lays their records out as a log in order of time.</summary>
    internal static List<SourceFrame> Read(IEnumerable<string> paths)
    {
        List<SourceFrame> frames = [];
        ulong segment = 1;
        long offsetBytes = SegmentLayout.HeaderBytes;
        foreach ((long timeMs, byte[][] parts) in ReadLines(paths))
        {
            int payloadBytes = parts.Sum(static part => part.Length) + 2 * sizeof(long);
            int frameBytes = (int)FrameHeader.TotalLength(parts[0].Length, 0, parts[1].Length, parts[2].Length);
            if (offsetBytes + frameBytes > FormatLimits.SegmentBytesMax)
            {
                segment++;
                offsetBytes = SegmentLayout.HeaderBytes;
            }

            byte[] frame = Encode(parts, frameBytes, timeMs, (ulong)frames.Count + 1, segment, offsetBytes);
            frames.Add(new SourceFrame(FrameAddress.At(segment, offsetBytes), frame, timeMs, payloadBytes));
            offsetBytes += frameBytes;
        }

        return frames;
    }

    /// <summary>Key, content and metadata of all lines of files, plain or gzipped, in order of time.</summary>
    internal static IEnumerable<(long TimeMs, byte[][] Parts)> ReadLines(IEnumerable<string> paths) =>
        paths.SelectMany(Lines).OrderBy(static line => line.TimeMs);

    private static IEnumerable<(long TimeMs, byte[][] Parts)> Lines(string path)
    {
        using FileStream file = File.OpenRead(path);
        bool isPacked = path.EndsWith(".gz", StringComparison.Ordinal);
        using Stream content = isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
        using StreamReader reader = new(content, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            using JsonDocument row = JsonDocument.Parse(line);
            JsonElement root = row.RootElement;
            IEnumerable<string> texts = s_texts.Select(name => Text(root, name)).Where(static part => part.Length > 0);
            string text = string.Join("\n\n", texts);
            yield return (root.GetProperty("t").GetInt64() * 1000,
                [Encoding.UTF8.GetBytes(Text(root, "id")), Encoding.UTF8.GetBytes(text), Metadata(root)]);
        }
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";

    private static byte[] Metadata(JsonElement root)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            foreach (JsonProperty member in root.EnumerateObject())
            {
                if (member.Name is not ("id" or "t") && !s_texts.Contains(member.Name)) member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static byte[] Encode(
        byte[][] parts, int frameBytes, long timeMs, ulong sequence, ulong segment, long offsetBytes)
    {
        byte[] frame = new byte[frameBytes];
        FrameEncoder.Begin(frame, new FrameHeader
        {
            Type = FrameType.Record,
            Flags = FrameFlags.HasKey | FrameFlags.GeneratedId,
            TotalLengthBytes = frameBytes,
            Id = Checksum.Xxh3(parts[0], Salt),
            TimestampMs = timeMs,
            KeyLengthBytes = parts[0].Length,
            ContentLengthBytes = parts[1].Length,
            MetadataLengthBytes = parts[2].Length,
        });
        int at = FrameLayout.HeaderBytes;
        foreach (byte[] part in parts)
        {
            part.CopyTo(frame, at);
            at += part.Length;
        }

        FrameEncoder.SealBody(frame, at);
        FrameEncoder.SealHeader(frame, sequence, Checksum.PlaceSeed(Salt, segment, (ulong)offsetBytes));
        return frame;
    }
}
