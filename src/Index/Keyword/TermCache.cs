using Feedlog.Format;

namespace Feedlog.Indexing.Keyword;

/// <summary>What was found of the terms that were looked for last in a part. Any thread.</summary>
/// <remarks>Each term has one place in it; who comes later takes the place over.</remarks>
internal sealed class TermCache
{
    // About 200 KB when it is full.
    private const int CountMax = 2048;

    private readonly Found?[] _places = new Found?[CountMax];

    /// <summary>The place of a term.</summary>
    public static int PlaceOf(ReadOnlySpan<byte> term) => (int)(Checksum.Xxh3(term) % CountMax);

    /// <summary>What was found of a term.</summary>
    /// <param name="place">Its place.</param>
    /// <param name="term">The term.</param>
    /// <param name="entry">What the dictionary says; without slots if the part does not have it.</param>
    /// <returns>False if it is not known.</returns>
    public bool TryGet(int place, ReadOnlySpan<byte> term, out TermEntry entry)
    {
        Found? found = Volatile.Read(ref _places[place]);
        bool isKnown = found is not null && term.SequenceEqual(found.Term);
        entry = isKnown ? found!.Entry : default; // It is known.
        return isKnown;
    }

    /// <summary>Keeps what was found.</summary>
    public void Set(int place, ReadOnlySpan<byte> term, in TermEntry entry) =>
        Volatile.Write(ref _places[place], new Found(term.ToArray(), entry));

    private sealed class Found(byte[] term, in TermEntry entry)
    {
        public readonly byte[] Term = term;
        public readonly TermEntry Entry = entry;
    }
}
