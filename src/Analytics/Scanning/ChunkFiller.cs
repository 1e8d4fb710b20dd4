using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Feedlog.Analytics.DuckDb;
using Feedlog.Format.Frames;

namespace Feedlog.Analytics.Scanning;

/// <summary>Turns what a cursor gives into chunks: the columns that are wanted and no others. One thread.</summary>
internal sealed class ChunkFiller : IDisposable
{
    private const int MicrosecondsPerMillisecond = 1000;
    private const int IdCharacters = 16;

    private readonly RecordCursor _cursor;
    private readonly HistoryColumn[] _columns;
    private readonly VectorWriter[] _writers;
    private readonly int _rowsMax = (int)NativeMethods.duckdb_vector_size();
    private readonly byte[] _ids;
    private int _tagCount;

    /// <summary>Takes the cursor over.</summary>
    public ChunkFiller(RecordCursor cursor, HistoryColumn[] columns)
    {
        _cursor = cursor;
        _columns = columns;
        _writers = new VectorWriter[columns.Length];
        _ids = columns.Contains(HistoryColumn.Id) ? new byte[_rowsMax * IdCharacters] : [];
    }

    /// <summary>Fills a chunk; it stays empty at the end.</summary>
    public void Fill(nint chunk)
    {
        for (int i = 0; i < _columns.Length; i++)
        {
            if (_columns[i] != HistoryColumn.None)
                _writers[i] = new VectorWriter(NativeMethods.duckdb_data_chunk_get_vector(chunk, (ulong)i));
        }

        _tagCount = 0;
        int row = 0;
        while (row < _rowsMax && _cursor.MoveNext())
        {
            for (int i = 0; i < _columns.Length; i++) Write(_columns[i], ref _writers[i], row);
            row++;
        }

        int idColumn = Array.IndexOf(_columns, HistoryColumn.Id);
        if (idColumn >= 0) _writers[idColumn].WriteSlices(_ids.AsSpan(0, row * IdCharacters), IdCharacters);
        NativeMethods.duckdb_data_chunk_set_size(chunk, (ulong)row);
    }

    /// <inheritdoc/>
    public void Dispose() => _cursor.Dispose();

    private void Write(HistoryColumn column, ref VectorWriter writer, int row)
    {
        switch (column)
        {
            case HistoryColumn.None: break;
            case HistoryColumn.Id:
                Span<byte> digits = _ids.AsSpan(row * IdCharacters, IdCharacters);
                _cursor.Id.Value.TryFormat(digits, out _, "x16", CultureInfo.InvariantCulture);
                break;
            case HistoryColumn.Sequence: writer.WriteInt64(row, (long)_cursor.Sequence); break;
            case HistoryColumn.Timestamp:
                writer.WriteInt64(row, _cursor.TimestampMs * MicrosecondsPerMillisecond);
                break;
            case HistoryColumn.RecordedAt:
                if (_cursor.RecordedAtMs is long ms) writer.WriteInt64(row, ms * MicrosecondsPerMillisecond);
                else writer.WriteNull(row);
                break;
            case HistoryColumn.Tier:
                writer.WriteText(row, _cursor.Tier == Tier.Cold ? "cold"u8 : "hot"u8);
                break;
            case HistoryColumn.Shard:
                if (_cursor.Shard is string shard) writer.WriteText(row, Encoding.UTF8.GetBytes(shard));
                else writer.WriteNull(row);
                break;
            default: WriteOfBody(column, ref writer, row); break;
        }
    }

    private void WriteOfBody(HistoryColumn column, ref VectorWriter writer, int row)
    {
        RecordView record = _cursor.Record;
        switch (column)
        {
            case HistoryColumn.Key: writer.WriteTextOrNull(row, record.Key); break;
            case HistoryColumn.Stream: writer.WriteTextOrNull(row, record.Stream); break;
            case HistoryColumn.Kind: writer.WriteTextOrNull(row, record.Kind); break;
            case HistoryColumn.Metadata: writer.WriteTextOrNull(row, record.Metadata); break;
            case HistoryColumn.Tags: WriteTags(writer, record, row); break;
            // A content is in one of the two columns: it is a text, or it is not.
            case HistoryColumn.Content:
                if (Utf8.IsValid(record.Content)) writer.WriteBytes(row, record.Content);
                else writer.WriteNull(row);
                break;
            case HistoryColumn.ContentBytes:
                if (Utf8.IsValid(record.Content)) writer.WriteNull(row);
                else writer.WriteBytes(row, record.Content);
                break;
        }
    }

    // Reserving keeps what is there, and grows by doubling.
    private void WriteTags(in VectorWriter writer, RecordView record, int row)
    {
        int count = 0;
        TagReader tags = record.Tags;
        while (tags.MoveNext()) count++;
        writer.WriteListEntry(row, _tagCount, count);
        if (count == 0) return;

        VectorWriter items = writer.Items(_tagCount + count);
        tags = record.Tags;
        while (tags.MoveNext()) items.WriteText(_tagCount++, tags.Current);
    }
}
