using Feedlog.Format;
using Feedlog.Format.V1;

namespace Feedlog.Fsck.Migrating;

/// <summary>
/// Finds the frames of a v1 file whose id an earlier one has: an id is unique in a store. Memory does not grow with the
/// file: it is read again for every part of the ids.
/// </summary>
internal sealed class RepeatedIds
{
    private const int IdsOfPartMax = 1 << 18;

    // By the number of the frame.
    private readonly Dictionary<long, (int Earlier, bool Differs)> _repeated = [];

    /// <summary>Says whether a frame repeats the id of earlier ones.</summary>
    /// <param name="frame">Its number, from 0.</param>
    /// <param name="earlier">How many earlier ones have it.</param>
    /// <param name="differs">Whether it is another frame than the first of them.</param>
    public bool Contains(long frame, out int earlier, out bool differs)
    {
        bool isRepeated = _repeated.TryGetValue(frame, out (int Earlier, bool Differs) found);
        (earlier, differs) = found;
        return isRepeated;
    }

    /// <summary>Reads the file.</summary>
    /// <param name="open">Opens a reader before the first frame.</param>
    /// <param name="frameCount">About how many frames there are.</param>
    public static RepeatedIds Find(Func<PortableReader> open, long frameCount)
    {
        RepeatedIds found = new();
        ulong partCount = (ulong)(frameCount / IdsOfPartMax + 1);
        for (ulong part = 0; part < partCount; part++)
        {
            using PortableReader reader = open();
            found.ReadPart(reader, part, partCount);
        }

        return found;
    }

    private void ReadPart(PortableReader reader, ulong part, ulong partCount)
    {
        List<(ulong Id, long Frame, ulong Hash)> ids = [];
        for (long frame = 0; reader.MoveNext();)
        {
            if (reader.Fault != FormatFault.None) continue;
            FrameV1View view = reader.Frame;
            ulong id = RecordFrame.IdOf(view, reader.Bytes, repetition: 0, out _);
            if (id % partCount == part) ids.Add((id, frame, Checksum.Xxh3(reader.Bytes)));
            frame++;
        }

        ids.Sort();
        for (int first = 0, i = 1; i < ids.Count; i++)
        {
            if (ids[i].Id != ids[first].Id) first = i;
            else _repeated[ids[i].Frame] = (i - first, ids[i].Hash != ids[first].Hash);
        }
    }
}
