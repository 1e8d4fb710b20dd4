namespace Feedlog.Indexing.Sealed;

/// <summary>An entry of a hash table in the order in which it will lie in the file: by hash first.</summary>
/// <typeparam name="T">The entry itself.</typeparam>
internal interface IHashEntry<T> : IComparable<T>
{
    /// <summary>The part of the order that is spread evenly: its top bits are the bucket.</summary>
    ulong Hash { get; }

    /// <summary>Writes the entry.</summary>
    void Write(Span<byte> target);
}
