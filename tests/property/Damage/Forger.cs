using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Tests.Property.Codecs;

namespace Feedlog.Tests.Property.Damage;

/// <summary>
/// Changes structures inside the files of a store and mends every checksum over them, so that what decides behind the
/// checksums is reached. Nobody promises to see through that; everybody promises to answer or to refuse.
/// </summary>
internal sealed class Forger
{
    private readonly SmallStore _store;
    private readonly ulong _salt;
    private readonly Dictionary<string, List<int>> _frames = new(StringComparer.Ordinal);

    public Forger(SmallStore store)
    {
        _store = store;
        if (!Manifest.TryRead(store[StoreLayout.Manifest], out Manifest? manifest, out _))
            throw new InvalidOperationException("The manifest is damaged.");
        _salt = manifest!.Store.Salt; // TryRead said so.
        foreach (string path in store.Paths.Where(IsSegment)) _frames[path] = FramesOf(store[path]);
    }

    /// <summary>A forged copy of a file.</summary>
    public byte[] Forge(string path, Random random)
    {
        byte[] bytes = _store[path].ToArray();
        if (IsSegment(path)) ForgeSegment(path, bytes, random);
        else if (StoreLayout.TryParseIndex(Path.GetFileName(path), out _, out ulong number)) ForgeIndex(bytes, number, random);
        else if (path == StoreLayout.Manifest) ForgeManifest(bytes, random);
        else if (path == StoreLayout.Watermark) ForgeWatermark(bytes, random);
        return bytes;
    }

    private static bool IsSegment(string path) => StoreLayout.TryParseSegment(Path.GetFileName(path), out _);

    private static List<int> FramesOf(byte[] segment)
    {
        List<int> frames = [];
        int at = SegmentLayout.HeaderBytes;
        while (at + FrameLayout.HeaderBytes <= segment.Length)
        {
            int lengthBytes = BitConverter.ToInt32(segment, at + FrameLayout.TotalLength);
            if (lengthBytes < FrameLayout.HeaderBytes) break;
            frames.Add(at);
            at += lengthBytes;
        }

        return frames;
    }

    private static void ForgeManifest(byte[] bytes, Random random)
    {
        CodecMutator.Scramble(bytes.AsSpan(..^8), random);
        CodecMutator.MendManifest(bytes);
    }

    private void ForgeSegment(string path, byte[] bytes, Random random)
    {
        ulong number = BitConverter.ToUInt64(bytes, SegmentLayout.Number);
        if (random.Next(8) == 0)
        {
            CodecMutator.Scramble(bytes.AsSpan(0, SegmentLayout.HeaderHash), random);
            CodecMutator.MendSegment(bytes);
            return;
        }

        List<int> frames = _frames[path];
        int at = frames[random.Next(frames.Count)];
        int lengthBytes = BitConverter.ToInt32(bytes, at + FrameLayout.TotalLength);
        bool isHeader = random.Next(2) == 0 || lengthBytes == FrameLayout.HeaderBytes;
        CodecMutator.Scramble(
            isHeader ? bytes.AsSpan(at, FrameLayout.HeaderHash) : bytes.AsSpan(at..(at + lengthBytes)), random);
        byte[] rest = bytes[at..];
        CodecMutator.MendFrame(rest, Checksum.PlaceSeed(_salt, number, (ulong)at));
        rest.CopyTo(bytes, at);
    }

    private void ForgeIndex(byte[] bytes, ulong number, Random random)
    {
        int page = random.Next(bytes.Length / IndexPageLayout.PageBytes);
        Span<byte> whole = bytes.AsSpan(page * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes);
        // What is forged lies mostly where entries are.
        int used = Math.Max(8, whole[..IndexPageLayout.PayloadBytes].LastIndexOfAnyExcept((byte)0) + 1);
        int reach = random.Next(4) == 0 ? IndexPageLayout.PayloadBytes : used;
        CodecMutator.Scramble(whole[..reach], random);
        IndexPage.Seal(whole, _salt, number, page);
    }

    private void ForgeWatermark(byte[] bytes, Random random)
    {
        int slot = random.Next(WatermarkLayout.SlotCount);
        int at = slot * WatermarkLayout.SlotStrideBytes;
        CodecMutator.Scramble(bytes.AsSpan(at, WatermarkLayout.Hash), random);
        ulong hash = Checksum.Xxh3(bytes.AsSpan(at, WatermarkLayout.Hash), Checksum.PlaceSeed(_salt, 0, (ulong)at));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at + WatermarkLayout.Hash), hash);
    }
}
