using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Feedlog.Format;
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
    /// <param name="store">The store that it belongs to.</param>
    /// <param name="number">Number of the file, never used before.</param>
    /// <param name="model">Name of the model, 1 to 255 bytes of UTF-8.</param>
    /// <param name="coverage">The stretch of the log in which the frames with the vectors lie.</param>
    /// <param name="parts">Tails or files, which must not change meanwhile, with at least one row in all.</param>
    /// <param name="nowMs">The time, ms since 1970 UTC.</param>
    /// <returns>What the manifest is to say of the file.</returns>
    /// <exception cref="ArgumentException">The parts differ in dimensions or have no rows, or the name is too long.
    /// </exception>
    /// <exception cref="IndexDamageException">A page of a part is damaged.</exception>
    /// <exception cref="IOException">The file could not be written; there is none.</exception>
    public static IndexFileEntry Write(
        IStorage storage,
        StoreIdentity store,
        ulong number,
        ReadOnlySpan<byte> model,
        IndexCoverage coverage,
        IReadOnlyList<VectorPart> parts,
        long nowMs)
    {
        if (model.Length is 0 or > byte.MaxValue)
            throw new ArgumentException("The name of a model is 1 to 255 bytes.", nameof(model));
        SketchShape shape = parts[0].Shape;
        if (parts.Any(part => part.Shape != shape))
            throw new ArgumentException("Parts of one model have as many dimensions.", nameof(parts));

        PlacedRow[] order = OrderOf(parts);
        if (order.Length == 0) throw new ArgumentException("There are no rows.", nameof(parts));
        using IndexFileWriter writer = new(storage, store, number, IndexFileKind.Vectors, nowMs);
        WriteModel(writer, shape, model);
        float[] centre = WriteCentre(writer, shape, parts, order);
        WriteRows(writer, parts, order);
        WriteBits(writer, shape, parts, order, centre);
        WriteCodes(writer, shape, parts, order);
        return writer.Finish(coverage, order.Length, HashOf(model, store.Salt));
    }

    /// <summary>The hash that stands for a model in the manifest.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> model, ulong salt) => Checksum.Xxh3(model, salt);

    private static void WriteModel(IndexFileWriter writer, SketchShape shape, ReadOnlySpan<byte> model)
    {
        writer.BeginSection(IndexSectionType.VectorModel, IndexSection.StreamEntryBytes);
        Span<byte> page = writer.AddPage();
        BinaryPrimitives.WriteUInt32LittleEndian(page[VectorModelLayout.Dimensions..], (uint)shape.Dimensions);
        BinaryPrimitives.WriteUInt32LittleEndian(page[VectorModelLayout.NameLength..], (uint)model.Length);
        model.CopyTo(page[VectorModelLayout.Name..]);
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
        IndexFileWriter writer, SketchShape shape, IReadOnlyList<VectorPart> parts, PlacedRow[] order)
    {
        double[] sums = new double[shape.CodeBytes];
        sbyte[] codes = new sbyte[shape.CodeBytes];
        foreach (PlacedRow place in order)
        {
            float step = CopyCodes(parts[place.Part], place.Row, codes);
            for (int i = 0; i < codes.Length; i++) sums[i] += codes[i] * step;
        }

        writer.BeginSection(IndexSectionType.VectorCentre, sizeof(float));
        float[] centre = new float[shape.Dimensions];
        for (int i = 0; i < centre.Length; i++)
        {
            centre[i] = (float)(sums[i] / order.Length);
            BinaryPrimitives.WriteSingleLittleEndian(writer.Add(), centre[i]);
        }

        return centre;
    }

    private static void WriteRows(IndexFileWriter writer, IReadOnlyList<VectorPart> parts, PlacedRow[] order)
    {
        writer.BeginSection(IndexSectionType.VectorRows, VectorRowLayout.EntryBytes);
        foreach (PlacedRow place in order) parts[place.Part].Row(place.Row).Write(writer.Add());
    }

    private static void WriteBits(
        IndexFileWriter writer, SketchShape shape, IReadOnlyList<VectorPart> parts, PlacedRow[] order, float[] centre)
    {
        writer.BeginSection(IndexSectionType.VectorBits, IndexSection.StreamEntryBytes);
        sbyte[] codes = new sbyte[shape.CodeBytes];
        ulong[] words = new ulong[shape.Words];
        Span<byte> page = default;
        for (int i = 0; i < order.Length; i++)
        {
            int inPage = i % shape.RowsPerBitsPage;
            if (inPage == 0) page = writer.AddPage();
            float step = CopyCodes(parts[order[i].Part], order[i].Row, codes);
            Quantizer.Signs(codes, step, centre, words);
            for (int w = 0; w < words.Length; w++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(
                    page[((w * shape.RowsPerBitsPage + inPage) * sizeof(ulong))..], words[w]);
            }
        }
    }

    private static void WriteCodes(
        IndexFileWriter writer, SketchShape shape, IReadOnlyList<VectorPart> parts, PlacedRow[] order)
    {
        writer.BeginSection(IndexSectionType.VectorCodes, IndexSection.StreamEntryBytes);
        Span<byte> page = default;
        for (int i = 0; i < order.Length; i++)
        {
            int inPage = i % shape.CodesPerPage;
            if (inPage == 0) page = writer.AddPage();
            VectorPart part = parts[order[i].Part];
            part.Codes(order[i].Row).CopyTo(page[(inPage * shape.CodeBytes)..]);
            if (shape.PagesPerCode > 1) part.MoreCodes(order[i].Row).CopyTo(writer.AddPage());
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
