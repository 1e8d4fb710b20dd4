using System.Diagnostics;

namespace Feedlog.Indexing.Analysis;

/// <summary>Holds one code point and what may still join it, until canonical order and composition are
/// decided.</summary>
/// <remarks>
/// In the common case it holds one stable code point and passes it on untouched. As soon as a mark or another joining
/// code point follows, all is decomposed; the flush then sorts marks by combining class, composes, and passes on. A
/// window takes <see cref="CodePointsMax"/> code points: text with more marks than that on one letter is cut into
/// windows, which only means that marks far beyond any written language do not find each other in another order. For
/// one thread.
/// </remarks>
internal sealed class NormalizationWindow
{
    /// <summary>The most code points that are ordered and composed together; the longest mapping has 18.</summary>
    public const int CodePointsMax = 128;

    private const int CombiningYpogegrammeni = 0x345;
    private const int SmallIota = 0x3B9;

    private readonly Slot[] _slots = new Slot[CodePointsMax];
    private int _count;

    /// <summary>Forgets what it holds.</summary>
    public void Clear() => _count = 0;

    /// <summary>Holds one stable code point; the window must be empty.</summary>
    public void Start(int codePoint, CodePointKind kind, int sourceStart, int sourceLimit)
    {
        Debug.Assert(_count == 0);
        _slots[0] = new Slot(codePoint, kind, 0, sourceStart, sourceLimit);
        _count = 1;
    }

    /// <summary>Adds a code point that expands, or may join what is held.</summary>
    public void Extend(int codePoint, uint entry, int sourceStart, int sourceLimit, ref TokenAssembler assembler)
    {
        if (UnicodeTable.Form(entry) == CodePointForm.Joining)
        {
            MakeRoom(1, ref assembler);
            DecomposeStart();
            _slots[_count++] = new Slot(
                codePoint, UnicodeTable.Kind(entry), UnicodeTable.CombiningClass(entry), sourceStart, sourceLimit);
            return;
        }

        ReadOnlySpan<uint> sequence = UnicodeTable.Sequence(UnicodeTable.Index(entry));
        if (UnicodeTable.Form(UnicodeTable.Lookup((int)sequence[0])) == CodePointForm.Stable)
            FlushTo(ref assembler);
        MakeRoom(sequence.Length, ref assembler);
        DecomposeStart();
        foreach (uint part in sequence)
            AddPart((int)part, sourceStart, sourceLimit);
    }

    /// <summary>Passes on what is held, in normal form, and is empty afterwards.</summary>
    public void FlushTo(ref TokenAssembler assembler)
    {
        // One mark alone has no order to find, but the iota below still has to be folded.
        if (_count > 1 || (_count == 1 && _slots[0].CombiningClass != 0))
            Normalize();
        for (int i = 0; i < _count; i++)
        {
            ref readonly Slot slot = ref _slots[i];
            assembler.Take(slot.CodePoint, slot.Kind, slot.SourceStart, slot.SourceLimit);
        }

        _count = 0;
    }

    private void MakeRoom(int count, ref TokenAssembler assembler)
    {
        if (_count + count > CodePointsMax)
            FlushTo(ref assembler);
    }

    private void AddPart(int codePoint, int sourceStart, int sourceLimit)
    {
        uint entry = UnicodeTable.Lookup(codePoint);
        _slots[_count++] = new Slot(
            codePoint, UnicodeTable.Kind(entry), UnicodeTable.CombiningClass(entry), sourceStart, sourceLimit);
    }

    /// <summary>Decomposes the code point that the window was started with, so that marks find their order.</summary>
    private void DecomposeStart()
    {
        // Only a window of one can hold something composed; what it becomes and one mapping fit easily.
        if (_count != 1)
            return;
        Slot start = _slots[0];
        uint entry = UnicodeTable.Lookup(start.CodePoint);
        int index = UnicodeTable.Index(entry);
        if (UnicodeTable.Form(entry) != CodePointForm.Stable || index == 0)
            return;
        _count = 0;
        if (index == UnicodeTable.HangulIndex)
        {
            Span<int> letters = stackalloc int[Hangul.PartsMax];
            foreach (int letter in letters[..Hangul.Decompose(start.CodePoint, letters)])
                AddPart(letter, start.SourceStart, start.SourceLimit);
            return;
        }

        foreach (uint part in UnicodeTable.Sequence(index))
            AddPart((int)part, start.SourceStart, start.SourceLimit);
    }

    private void Normalize()
    {
        SortMarks();
        FoldYpogegrammeni();
        Compose();
    }

    /// <summary>Sorts each run of marks by combining class; equal classes keep their order.</summary>
    private void SortMarks()
    {
        for (int i = 1; i < _count; i++)
        {
            Slot slot = _slots[i];
            int at = i;
            while (slot.CombiningClass != 0 && at > 0 && _slots[at - 1].CombiningClass > slot.CombiningClass)
            {
                _slots[at] = _slots[at - 1];
                at--;
            }

            _slots[at] = slot;
        }
    }

    /// <summary>Folds the iota below to a letter, which has to wait until the marks are in order.</summary>
    private void FoldYpogegrammeni()
    {
        for (int i = 0; i < _count; i++)
            if (_slots[i].CodePoint == CombiningYpogegrammeni)
                _slots[i] = _slots[i] with { CodePoint = SmallIota, Kind = CodePointKind.Word, CombiningClass = 0 };
    }

    private void Compose()
    {
        int starter = -1;
        int used = 0;
        for (int i = 0; i < _count; i++)
        {
            Slot slot = _slots[i];
            // A mark is blocked from the starter by one of the same or a higher class that stayed between them.
            bool isOpen = starter >= 0
                && (starter == used - 1 || _slots[used - 1].CombiningClass < slot.CombiningClass);
            if (isOpen && UnicodeTable.TryCompose(_slots[starter].CodePoint, slot.CodePoint, out int composite))
            {
                Slot joined = _slots[starter];
                _slots[starter] = new Slot(
                    composite,
                    UnicodeTable.Kind(UnicodeTable.Lookup(composite)),
                    0,
                    Math.Min(joined.SourceStart, slot.SourceStart),
                    Math.Max(joined.SourceLimit, slot.SourceLimit));
                continue;
            }

            if (slot.CombiningClass == 0)
                starter = used;
            _slots[used++] = slot;
        }

        _count = used;
    }

    private readonly record struct Slot(
        int CodePoint, CodePointKind Kind, byte CombiningClass, int SourceStart, int SourceLimit);
}
