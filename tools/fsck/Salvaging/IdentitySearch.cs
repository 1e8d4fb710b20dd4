using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Segments;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;

namespace Feedlog.Fsck.Salvaging;

/// <summary>
/// Finds out which store the files belong to: without its salt no frame can be told from other bytes. It stands in the
/// manifest and in the headers of all segments and shards; where all checksums of these fail, the bytes at its place
/// are tried on frames.
/// </summary>
internal sealed class IdentitySearch(CheckContext context)
{
    // Id and salt lie side by side in both files.
    private const int IdentityBytes = 16 + sizeof(ulong);

    private readonly Dictionary<(Guid, ulong), int> _votes = [];
    private readonly List<StoreIdentity> _guesses = [];

    /// <summary>Takes the identity of another copy of the store.</summary>
    /// <param name="other">The copy.</param>
    /// <exception cref="CommandException">It does not say which store it is.</exception>
    public void TakeFrom(IStorage other)
    {
        CheckContext quiet = new(other, new CheckOptions { FindingsMax = 0 }, null, context.CancellationToken);
        IdentitySearch search = new(quiet);
        StoreIdentity store = search.Find(quiet.List(StoreLayout.HotFolder)) ??
            throw new CommandException("SaltLost", $"{other.Place} does not say which store it is.");
        _guesses.Insert(0, store);
    }

    /// <summary>The store that most files name; null if none of them says it, not even in damaged bytes.</summary>
    /// <param name="hotNames">The names in the folder of the log.</param>
    public StoreIdentity? Find(IReadOnlyList<string> hotNames)
    {
        // A manifest counts twice: a single segment beside it may be of another store.
        TakeManifest(StoreLayout.Manifest, votes: 2);
        TakeManifest(StoreLayout.ManifestDraft, votes: 1);
        foreach (string name in hotNames) TakeSegment(StoreLayout.HotFolder + "/" + name);
        foreach (string path in ColdFiles.Paths(context.List)) TakeShard(path);
        if (_votes.Count > 0)
        {
            (Guid id, ulong salt) = _votes.MaxBy(vote => vote.Value).Key;
            return new StoreIdentity { Id = id, Salt = salt };
        }

        return FindByFrames(hotNames);
    }

    private void TakeManifest(string path, int votes)
    {
        using CheckedFile? file = context.TryOpen(path, out _);
        if (file is null || file.LengthBytes > FormatLimits.ManifestBytesMax) return;
        byte[] bytes = new byte[file.LengthBytes];
        ReadOnlySpan<byte> read = bytes.AsSpan(0, file.Read(0, bytes));
        if (Manifest.TryRead(read, out Manifest? manifest, out _)) Vote(manifest!.Store, votes); // TryRead said so.
        else Guess(read, ManifestLayout.StoreId);
    }

    private void TakeSegment(string path)
    {
        using CheckedFile? file = context.TryOpen(path, out _);
        if (file is null) return;
        byte[] bytes = new byte[SegmentLayout.HeaderBytes];
        ReadOnlySpan<byte> read = bytes.AsSpan(0, file.Read(0, bytes));
        if (SegmentHeader.TryRead(read, out SegmentHeader header, out _)) Vote(header.Store, votes: 1);
        else Guess(read, SegmentLayout.StoreId);
    }

    private void TakeShard(string path)
    {
        using CheckedFile? file = context.TryOpen(path, out _);
        if (file is null) return;
        byte[] bytes = new byte[ShardLayout.HeaderBytes];
        ReadOnlySpan<byte> read = bytes.AsSpan(0, file.Read(0, bytes));
        if (ShardHeader.TryRead(read, out ShardHeader header, out _)) Vote(header.Store, votes: 1);
        else Guess(read, ShardLayout.StoreId);
    }

    private void Vote(in StoreIdentity store, int votes)
    {
        (Guid, ulong) key = (store.Id, store.Salt);
        _votes[key] = _votes.GetValueOrDefault(key) + votes;
    }

    private void Guess(ReadOnlySpan<byte> bytes, int offset)
    {
        if (bytes.Length < offset + IdentityBytes) return;
        StoreIdentity store = new()
        {
            Id = new Guid(bytes.Slice(offset, 16), bigEndian: true),
            Salt = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(offset + 16)..]),
        };
        if (!_guesses.Contains(store)) _guesses.Add(store);
    }

    // A sound frame proves the salt: the checksum of its header has 64 bits.
    private StoreIdentity? FindByFrames(IReadOnlyList<string> hotNames)
    {
        foreach (string name in hotNames)
        {
            if (!StoreLayout.TryParseSegment(name, out ulong number)) continue;
            using CheckedFile? file = context.TryOpen(StoreLayout.Segment(number), out _);
            if (file is null) continue;
            foreach (StoreIdentity guess in _guesses)
            {
                SegmentInPlace segment = new(file, file.Path, number, guess.Salt, context.Large);
                using FrameSearch search = segment.Search(SegmentLayout.HeaderBytes, file.LengthBytes);
                if (search.MoveNext()) return guess;
            }
        }

        return null;
    }
}
