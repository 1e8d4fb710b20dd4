namespace Feedlog.Compare.Contenders;

/// <summary>What a get hands out; a contender that knows one style only uses that.</summary>
internal enum GetStyle
{
    /// <summary>Content and metadata are copied into a buffer of the caller's.</summary>
    Copy = 0,

    /// <summary>Content and metadata are looked at where they lie.</summary>
    Borrow = 1,

    /// <summary>A managed object of its own.</summary>
    Object = 2,
}
