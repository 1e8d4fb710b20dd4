using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>Writes a section of packed pages, and its fences behind it. One thread.</summary>
internal sealed class PackedSectionWriter
{
    private readonly IndexFileWriter _writer;
    private readonly IndexSectionType _type;
    private readonly PackedPageBuilder _page = new();

    // One a page: a few hundredths of a byte for each entry.
    private readonly List<TimeFence> _fences = [];

    /// <summary>Begins the section.</summary>
    /// <param name="writer">Where.</param>
    /// <param name="type">The section; its fences are the one behind it by number.</param>
    public PackedSectionWriter(IndexFileWriter writer, IndexSectionType type)
    {
        _writer = writer;
        _type = type;
        writer.BeginSection(type, IndexSection.StreamEntryBytes);
    }

    /// <summary>How many entries were added.</summary>
    public long Count { get; private set; }

    /// <summary>Adds an entry that is not below the one before.</summary>
    /// <exception cref="IOException">Pages could not be written.</exception>
    public void Add(in TimeEntry entry)
    {
        if (!_page.TryAdd(entry))
        {
            WritePage();
            // A page without entries has room for any.
            _page.TryAdd(entry);
        }

        Count++;
    }

    /// <summary>Writes what is left, and the fences.</summary>
    /// <exception cref="IOException">Pages could not be written.</exception>
    public void Finish()
    {
        if (_page.Count > 0) WritePage();
        _writer.BeginSection(_type + 1, TimeFenceLayout.EntryBytes);
        foreach (TimeFence fence in _fences) fence.Write(_writer.Add());
    }

    private void WritePage()
    {
        _fences.Add(new TimeFence(_page.First, Count - _page.Count, _page.Count));
        _page.Write(_writer.AddPage());
    }
}
