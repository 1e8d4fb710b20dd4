using FASTER.core;
using Feedlog.Format;

namespace Feedlog.Indexing.HotKey;

/// <summary>
/// What FASTER does with a value: copies it whole, out of a record or into a new one. A value is never changed where it
/// lies, so readers need no lock and never see half of one.
/// </summary>
/// <remarks>
/// A struct, so that FASTER's generic code is compiled for it and the calls vanish. The callbacks of operations that
/// are never asked for (read-modify-write, delete, checkpoint) refuse or do nothing.
/// </remarks>
internal readonly struct EntryFunctions : IFunctions<WideHash, HotEntry, Empty, HotEntry, Empty>
{
    /// <inheritdoc/>
    public bool SingleReader(
        ref WideHash key, ref Empty input, ref HotEntry value, ref HotEntry dst, ref ReadInfo readInfo)
    {
        dst = value;
        return true;
    }

    /// <inheritdoc/>
    public bool ConcurrentReader(
        ref WideHash key, ref Empty input, ref HotEntry value, ref HotEntry dst, ref ReadInfo readInfo)
    {
        dst = value;
        return true;
    }

    /// <inheritdoc/>
    public bool SingleWriter(
        ref WideHash key, ref Empty input, ref HotEntry src, ref HotEntry dst, ref HotEntry output,
        ref UpsertInfo upsertInfo, WriteReason reason)
    {
        dst = src;
        return true;
    }

    /// <summary>Refuses to write over a value: FASTER then appends a new record.</summary>
    public bool ConcurrentWriter(
        ref WideHash key, ref Empty input, ref HotEntry src, ref HotEntry dst, ref HotEntry output,
        ref UpsertInfo upsertInfo) => false;

    /// <inheritdoc/>
    public void PostSingleWriter(
        ref WideHash key, ref Empty input, ref HotEntry src, ref HotEntry dst, ref HotEntry output,
        ref UpsertInfo upsertInfo, WriteReason reason)
    {
    }

    /// <inheritdoc/>
    public void DisposeSingleWriter(
        ref WideHash key, ref Empty input, ref HotEntry src, ref HotEntry dst, ref HotEntry output,
        ref UpsertInfo upsertInfo, WriteReason reason)
    {
    }

    /// <inheritdoc/>
    public void ReadCompletionCallback(
        ref WideHash key, ref Empty input, ref HotEntry output, Empty ctx, Status status,
        RecordMetadata recordMetadata)
    {
    }

    /// <inheritdoc/>
    public bool NeedInitialUpdate(
        ref WideHash key, ref Empty input, ref HotEntry output, ref RMWInfo rmwInfo) => false;

    /// <inheritdoc/>
    public bool InitialUpdater(
        ref WideHash key, ref Empty input, ref HotEntry value, ref HotEntry output, ref RMWInfo rmwInfo) => false;

    /// <inheritdoc/>
    public void PostInitialUpdater(
        ref WideHash key, ref Empty input, ref HotEntry value, ref HotEntry output, ref RMWInfo rmwInfo)
    {
    }

    /// <inheritdoc/>
    public bool NeedCopyUpdate(
        ref WideHash key, ref Empty input, ref HotEntry oldValue, ref HotEntry output, ref RMWInfo rmwInfo) => false;

    /// <inheritdoc/>
    public bool CopyUpdater(
        ref WideHash key, ref Empty input, ref HotEntry oldValue, ref HotEntry newValue, ref HotEntry output,
        ref RMWInfo rmwInfo) => false;

    /// <inheritdoc/>
    public void PostCopyUpdater(
        ref WideHash key, ref Empty input, ref HotEntry oldValue, ref HotEntry newValue, ref HotEntry output,
        ref RMWInfo rmwInfo)
    {
    }

    /// <inheritdoc/>
    public bool InPlaceUpdater(
        ref WideHash key, ref Empty input, ref HotEntry value, ref HotEntry output, ref RMWInfo rmwInfo) => false;

    /// <inheritdoc/>
    public void RMWCompletionCallback(
        ref WideHash key, ref Empty input, ref HotEntry output, Empty ctx, Status status,
        RecordMetadata recordMetadata)
    {
    }

    /// <inheritdoc/>
    public void DisposeCopyUpdater(
        ref WideHash key, ref Empty input, ref HotEntry oldValue, ref HotEntry newValue, ref HotEntry output,
        ref RMWInfo rmwInfo)
    {
    }

    /// <inheritdoc/>
    public void DisposeInitialUpdater(
        ref WideHash key, ref Empty input, ref HotEntry value, ref HotEntry output, ref RMWInfo rmwInfo)
    {
    }

    /// <inheritdoc/>
    public bool SingleDeleter(ref WideHash key, ref HotEntry value, ref DeleteInfo deleteInfo) => false;

    /// <inheritdoc/>
    public void PostSingleDeleter(ref WideHash key, ref DeleteInfo deleteInfo)
    {
    }

    /// <inheritdoc/>
    public bool ConcurrentDeleter(ref WideHash key, ref HotEntry value, ref DeleteInfo deleteInfo) => false;

    /// <inheritdoc/>
    public void DisposeSingleDeleter(ref WideHash key, ref HotEntry value, ref DeleteInfo deleteInfo)
    {
    }

    /// <inheritdoc/>
    public void DisposeDeserializedFromDisk(ref WideHash key, ref HotEntry value)
    {
    }

    /// <inheritdoc/>
    public void CheckpointCompletionCallback(int sessionID, string sessionName, CommitPoint commitPoint)
    {
    }
}
