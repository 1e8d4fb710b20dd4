namespace Feedlog.Format.Indexes;

/// <summary>What a section of an index file holds. FORMAT.md section 7.5.</summary>
public enum IndexSectionType : ushort
{
    /// <summary>Never written.</summary>
    None = 0,

    /// <summary>Stretches of dense sequences, by sequence.</summary>
    Extents = 1,

    /// <summary>Where each slot lies in its segment, by sequence.</summary>
    Slots = 2,

    /// <summary>Tags of ids with slots of records, by tag, then slot.</summary>
    Ids = 3,

    /// <summary>First entry of each bucket of Ids.</summary>
    IdDirectory = 4,

    /// <summary>Bloom filter of the ids.</summary>
    IdFilter = 5,

    /// <summary>Tags of keys with slots of records, by tag, then newest first.</summary>
    Keys = 6,

    /// <summary>First entry of each bucket of Keys.</summary>
    KeyDirectory = 7,

    /// <summary>Bloom filter of the keys.</summary>
    KeyFilter = 8,

    /// <summary>Timestamps and sequences of records, by time.</summary>
    Times = 9,

    /// <summary>First entry of each page of Times.</summary>
    TimeFences = 10,

    /// <summary>When groups were recorded, with their last sequences.</summary>
    Groups = 11,

    /// <summary>First entry of each page of Groups.</summary>
    GroupFences = 12,

    /// <summary>When records expire, by that time.</summary>
    Expiries = 13,

    /// <summary>First entry of each page of Expiries.</summary>
    ExpiryFences = 14,

    /// <summary>What the footer of the segment in which the stretch ends will need.</summary>
    SegmentState = 15,

    /// <summary>Pairs of victim and killer, by victim.</summary>
    Deaths = 32,

    /// <summary>First entry of each page of Deaths.</summary>
    DeathFences = 33,

    /// <summary>Bloom filter of the victims.</summary>
    DeathFilter = 34,

    /// <summary>Stretches of dense sequences, by slot.</summary>
    Stretches = 64,

    /// <summary>What is told of 64 slots together, by slot.</summary>
    Chunks = 65,

    /// <summary>The length code of each slot.</summary>
    Lengths = 66,

    /// <summary>The timestamp of each slot, packed by chunk.</summary>
    Timestamps = 67,

    /// <summary>Which slots have a term, and the pages of the terms themselves.</summary>
    Postings = 68,

    /// <summary>The pages that lead to the pages of terms.</summary>
    TermPages = 69,

    /// <summary>Of which model the vectors are, and how long.</summary>
    VectorModel = 96,

    /// <summary>The mean of the vectors, by dimension.</summary>
    VectorCentre = 97,

    /// <summary>Whose vectors they are and where they lie, by target and sequence.</summary>
    VectorRows = 98,

    /// <summary>A bit for each value, by row.</summary>
    VectorBits = 99,

    /// <summary>A code for each value, by row.</summary>
    VectorCodes = 100,
}
