using System.Buffers;

namespace Feedlog.Indexing.Keyword;

/// <summary>Arrays lent until all are taken back. One thread.</summary>
/// <remarks>What a search needs of a list grows with how common the word is: half of what it would allocate.</remarks>
/// <typeparam name="T">What is in them.</typeparam>
internal sealed class LentArrays<T>
    where T : unmanaged
{
    private readonly List<T[]> _lent = [];

    /// <summary>Lends one.</summary>
    /// <param name="count">How long it is at least; what is in it is of others.</param>
    public T[] Take(int count)
    {
        T[] array = ArrayPool<T>.Shared.Rent(count);
        _lent.Add(array);
        return array;
    }

    /// <summary>Takes all back: nobody may use them any more.</summary>
    public void TakeBack()
    {
        foreach (T[] array in _lent) ArrayPool<T>.Shared.Return(array);
        _lent.Clear();
    }
}
