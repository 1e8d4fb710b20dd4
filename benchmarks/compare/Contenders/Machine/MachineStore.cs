using Feedlog.Benchmarks.Corpus;
using Microsoft.Win32.SafeHandles;

namespace Feedlog.Compare.Contenders.Machine;

/// <summary>One bare file. What it reads is the corpus itself, which is a mapped file.</summary>
internal sealed unsafe class MachineStore : IContenderStore
{
    private const int CallBytes = 64 * 1024;
    private const int ZeroedBytes = 16 * 1024 * 1024;

    private readonly SafeFileHandle _file;
    private readonly bool _isSynced;
    private long _endBytes;

    /// <summary>Makes the file; one that will be synced is filled with zeros first, so that it never grows.</summary>
    internal MachineStore(string folder, SyncMode sync)
    {
        _isSynced = sync == SyncMode.Full;
        _file = File.OpenHandle(Path.Combine(folder, "machine.dat"), FileMode.Create, FileAccess.ReadWrite);
        if (!_isSynced) return;
        RandomAccess.Write(_file, new byte[ZeroedBytes], 0);
        LibC.Require(LibC.SyncData(_file), 0, "fdatasync");
    }

    /// <inheritdoc/>
    public long? ScannedRecords => null;

    /// <inheritdoc/>
    public ValueTask AppendStreamAsync(RecordCorpus corpus, int first, int count, int groupRecords)
    {
        ReadOnlySpan<byte> payload = corpus.Payload(first, count);
        fixed (byte* start = payload)
        {
            for (int at = 0; at < payload.Length; at += CallBytes)
            {
                int lengthBytes = Math.Min(CallBytes, payload.Length - at);
                LibC.Require(LibC.Write(_file, start + at, (nuint)lengthBytes), lengthBytes, "write");
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask WaitVisibleAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask WaitIdleAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask FlushAsync()
    {
        LibC.Require(LibC.SyncData(_file), 0, "fdatasync");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask AppendBatchAsync(RecordCorpus corpus, int first, int count)
    {
        ReadOnlySpan<byte> payload = corpus.Payload(first, count);
        if (_endBytes + payload.Length > ZeroedBytes) _endBytes = 0;
        fixed (byte* start = payload)
        {
            nint written = LibC.WriteAt(_file, start, (nuint)payload.Length, (nint)_endBytes);
            LibC.Require(written, payload.Length, "pwrite");
        }

        if (_isSynced) LibC.Require(LibC.SyncData(_file), 0, "fdatasync");
        _endBytes += payload.Length;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IContenderReader OpenReader(RecordCorpus corpus) => new MachineReader(corpus);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }
}
