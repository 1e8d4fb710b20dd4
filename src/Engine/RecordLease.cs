namespace Feedlog;

/// <summary>The scope in which the bytes of one borrowed record are valid. Dispose it; do not keep its view.</summary>
public ref struct RecordLease : IDisposable
{
    /// <summary>The record; valid until <see cref="Dispose"/>.</summary>
    public RecordView Record { get; internal init; }

    /// <summary>Ends the loan; a second call does nothing.</summary>
    public void Dispose() => throw new NotImplementedException();
}
