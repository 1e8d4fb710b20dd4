using Feedlog.Format.Frames;
using Feedlog.Indexing.Views;
using Feedlog.Read;

namespace Feedlog.Feed;

/// <summary>Finds the version of a record that a frame ended.</summary>
internal static class EndedVersion
{
    /// <summary>Finds what was live right before a keyed record or a tombstone came; false for nothing.</summary>
    /// <param name="view">A view that holds the frame.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="id">The id of the version.</param>
    /// <param name="sequence">Its sequence.</param>
    public static bool TryFind(ReadView view, ulong salt, in FrameView frame, out RecordId id, out ulong sequence)
    {
        // The answer must not depend on when it is asked for: nothing has expired for whom it is the first of all days.
        ulong before = frame.Sequence - 1;
        SnapshotReader past = new(view, view.At(long.MinValue, salt) with { Sequence = before });
        id = default;
        sequence = 0;
        if (!TryFindAddress(past, frame, out FrameAddress address)) return false;

        FrameView ended = past.Read(address, out byte[]? rented);
        bool isFound = past.IsLive(ended);
        if (isFound)
        {
            id = new RecordId(ended.Id);
            sequence = ended.Sequence;
        }

        SnapshotReader.Return(rented);
        return isFound;
    }

    private static bool TryFindAddress(SnapshotReader past, in FrameView frame, out FrameAddress address)
    {
        if ((frame.Header.Flags & FrameFlags.ById) != 0)
            return past.TryFind(new RecordId(frame.Id), out address);
        bool isFound = past.TryFindNewest(frame.Key, frame.Stream, out Found newest);
        address = newest.Address;
        return isFound;
    }
}
