using Feedlog.Format.Frames;
using Feedlog.Indexing.Tail;
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
        ulong before = frame.Header.Sequence - 1;
        int visibleCount = view.Catalog.Slots.CountUpTo(before, view.VisibleCount);
        CatalogView past = new(view.Catalog, visibleCount, before, NowMs: long.MinValue);
        bool isById = (frame.Header.Flags & FrameFlags.ById) != 0;
        bool isFound = isById
            ? past.TryFindLive(frame.Header.Id, out int ordinal)
            : past.TryFindLive(KeyHash.Of(frame.Stream, frame.Key, salt), out ordinal);
        id = isFound ? new RecordId(past[ordinal].Id) : default;
        sequence = isFound ? past[ordinal].Sequence : 0;
        return isFound;
    }
}
