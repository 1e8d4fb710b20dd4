using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Tests.Support.Storage;
using Feedlog.Write;

namespace Feedlog.Tests.Property.Vectors;

/// <summary>Reads vector frames from the files of a store, without the store.</summary>
internal static class VectorFrames
{
    /// <summary>How many vector frames there are of each record, by its sequence.</summary>
    public static Dictionary<ulong, int> CountByTarget(CrashStorage storage)
    {
        Dictionary<ulong, int> counts = [];
        Manifest manifest = ManifestFile.Read(storage);
        IReadOnlyDictionary<string, byte[]> files = storage.Dump();
        foreach (SegmentEntry segment in manifest.Segments)
        {
            byte[] bytes = files[StoreLayout.Segment(segment.Number)];
            long end = segment.State == SegmentState.Sealed ? segment.LogicalEndBytes : bytes.Length;
            int at = SegmentLayout.HeaderBytes;
            while (at < end)
            {
                ulong seed = Checksum.PlaceSeed(manifest.Store.Salt, segment.Number, (ulong)at);
                if (!FrameDecoder.TryRead(bytes.AsSpan(at), seed, out FrameView frame, out _)) break;
                at += frame.Header.TotalLengthBytes;
                if (frame.Header.Type != FrameType.Vector) continue;
                Assert.True(VectorFrame.TryFind(frame, out _, out ulong target));
                counts[target] = counts.GetValueOrDefault(target) + 1;
            }
        }

        return counts;
    }
}
