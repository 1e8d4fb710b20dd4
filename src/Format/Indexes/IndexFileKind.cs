namespace Feedlog.Format.Indexes;

/// <summary>What an index file holds.</summary>
public enum IndexFileKind
{
    /// <summary>Never written.</summary>
    None = 0,

    /// <summary>Slots, ids, keys and times of a stretch of the log.</summary>
    Run = 1,

    /// <summary>What the frames of a stretch of the log ended.</summary>
    Deaths = 2,

    /// <summary>Which words the records of a stretch of the log have.</summary>
    Words = 3,

    /// <summary>Sketches of the vectors of one model that a stretch of the log has.</summary>
    Vectors = 4,
}
