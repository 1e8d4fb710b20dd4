using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Indexing.Vectors;

/// <summary>Writes the sketches of tails or files of one model as one file: builds and merges alike.</summary>
/// <remarks>
/// Needs 24 bytes of memory a row beside a few pages. Bits and centre are made from codes in the order of rows, so a
/// merged file is byte for byte what one built from the same vectors is. Page 0 is written last.
/// </remarks>
public static class VectorFileWriter
{
    /// <summary>Most rows of a file: their order is held in memory while it is written.</summary>
    public const int RowsMax = 1 << 28;

    /// <summary>Writes a file and makes it durable under its name.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="path">The file, which must not be there yet, in a folder that is.</param>
    /// <param name="store">The store that it belongs to.</param>
    /// <param name="number">Number of the file, never used before.</param>
    /// <param name="model">Name of the model, 1 to 255 bytes of UTF-8.</param>
    /// <param name="coverage">The stretch of the log in which the frames with the vectors lie.</param>
    /// <param name="parts">Tails or files, which must not change meanwhile, with at least one row in all.</param>
    /// <param name="nowMs">The time, ms since 1970 UTC.</param>
    /// <returns>What is in page 0.</returns>
    /// <exception cref="ArgumentException">The parts differ in dimensions or have no rows, or the name is too long.
    /// </exception>
    /// <exception cref="IndexDamageException">A page of a part is damaged.</exception>
    /// <exception cref="IOException">The file could not be written; there is none.</exception>
    public static VectorFileHeader Write(
        IStorage storage,
        string path,
        StoreIdentity store,
        ulong number,
        string model,
        IndexCoverage coverage,
        IReadOnlyList<VectorPart> parts,
        long nowMs)
    {
        if (Encoding.UTF8.GetByteCount(model) is 0 or > VectorFileLayout.ModelBytesMax)
            throw new ArgumentException("The name of a model is 1 to 255 bytes.", nameof(model));
        if (parts.Count == 0 || parts.Any(part => part.Shape != parts[0].Shape))
            throw new ArgumentException("Parts of one model have as many dimensions.", nameof(parts));

        PlacedRow[] order = OrderOf(parts);
        if (order.Length == 0) throw new ArgumentException("There are no rows.", nameof(parts));
        VectorFileHeader header = new()
        {
            Number = number,
            Model = model,
            Shape = parts[0].Shape,
            Coverage = coverage,
            RowCount = order.Length,
            CreatedAtMs = nowMs,
        };

        bool isFinished = false;
        IStorageFile file = storage.Open(path, StorageOpen.Create);
        try
        {
            VectorFilePages pages = new(file, store.Salt, number);
            float[] centre = WriteCentre(pages, header, parts, order);
            WriteRows(pages, parts, order);
            WriteBits(pages, header.Shape, parts, order, centre);
            WriteCodes(pages, header.Shape, parts, order);
            pages.Finish();
            byte[] page = new byte[IndexPageLayout.PageBytes];
            header.Write(page, store);
            file.Write(0, page);
            file.Sync();
            storage.SyncFolder(Path.GetDirectoryName(path) ?? "");
            isFinished = true;
            return header;
        }
        finally
        {
            file.Dispose();
            if (!isFinished) TryDelete(storage, path);
        }
    }

    private static void TryDelete(IStorage storage, string path)
    {
        try
        {
            storage.Delete(path);
        }
        catch (IOException)
        {
            // It is in no manifest: a stray that the next writer removes.
        }
    }

    private static PlacedRow[] OrderOf(IReadOnlyList<VectorPart> parts)
    {
        long count = parts.Sum(part => (long)part.RowCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, RowsMax, nameof(parts));
        PlacedRow[] order = new PlacedRow[count];
        int next = 0;
        for (int part = 0; part < parts.Count; part++)
        {
            int rowCount = parts[part].RowCount;
            for (int row = 0; row < rowCount; row++)
            {
                VectorRow entry = parts[part].Row(row);
                order[next++] = new PlacedRow(entry.Target, entry.Sequence, part, row);
            }
        }

        Array.Sort(order);
        return order;
    }

    private static float[] WriteCentre(
        VectorFilePages pages, VectorFileHeader header, IReadOnlyList<VectorPart> parts, PlacedRow[] order)
    {
        double[] sums = new double[header.Shape.CodeBytes];
        sbyte[] codes = new sbyte[header.Shape.CodeBytes];
        foreach (PlacedRow place in order)
        {
            float step = CopyCodes(parts[place.Part], place.Row, codes);
            for (int i = 0; i < codes.Length; i++) sums[i] += codes[i] * step;
        }

        float[] centre = new float[header.Shape.Dimensions];
        for (int i = 0; i < centre.Length; i++)
        {
            centre[i] = (float)(sums[i] / order.Length);
            if (i % SketchShape.ValuesPerCentrePage == 0) pages.Begin();
            BinaryPrimitives.WriteSingleLittleEndian(
                pages.Payload[(i % SketchShape.ValuesPerCentrePage * sizeof(float))..], centre[i]);
        }

        return centre;
    }

    private static void WriteRows(VectorFilePages pages, IReadOnlyList<VectorPart> parts, PlacedRow[] order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            int inPage = i % SketchShape.RowsPerRowPage;
            if (inPage == 0) pages.Begin();
            parts[order[i].Part].Row(order[i].Row).Write(pages.Payload[(inPage * SketchShape.RowBytes)..]);
        }
    }

    private static void WriteBits(
        VectorFilePages pages, SketchShape shape, IReadOnlyList<VectorPart> parts, PlacedRow[] order, float[] centre)
    {
        sbyte[] codes = new sbyte[shape.CodeBytes];
        ulong[] words = new ulong[shape.Words];
        for (int i = 0; i < order.Length; i++)
        {
            int inPage = i % shape.RowsPerBitsPage;
            if (inPage == 0) pages.Begin();
            float step = CopyCodes(parts[order[i].Part], order[i].Row, codes);
            Quantizer.Signs(codes, step, centre, words);
            for (int w = 0; w < words.Length; w++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(
                    pages.Payload[((w * shape.RowsPerBitsPage + inPage) * sizeof(ulong))..], words[w]);
            }
        }
    }

    private static void WriteCodes(
        VectorFilePages pages, SketchShape shape, IReadOnlyList<VectorPart> parts, PlacedRow[] order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            int inPage = i % shape.CodesPerPage;
            if (inPage == 0) pages.Begin();
            VectorPart part = parts[order[i].Part];
            part.Codes(order[i].Row).CopyTo(pages.Payload[(inPage * shape.CodeBytes)..]);
            if (shape.PagesPerCode == 1) continue;
            pages.Begin();
            part.MoreCodes(order[i].Row).CopyTo(pages.Payload);
        }
    }

    private static float CopyCodes(VectorPart part, int row, sbyte[] codes)
    {
        ReadOnlySpan<byte> first = part.Codes(row);
        Span<byte> target = MemoryMarshal.AsBytes(codes.AsSpan());
        first.CopyTo(target);
        part.MoreCodes(row).CopyTo(target[first.Length..]);
        return part.Row(row).Step;
    }
}
