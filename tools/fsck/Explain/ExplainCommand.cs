using System.Globalization;
using Feedlog.Format;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;

namespace Feedlog.Fsck.Explain;

/// <summary>Prints what lies at a place of a store, field by field; contents only as bytes, and only if asked.
/// </summary>
internal sealed class ExplainCommand(DiskStorage storage, ReportWriter writer)
{
    private const int BytesShownMax = 4096;
    private const int BytesOfRow = 16;

    /// <summary>Print the bytes too.</summary>
    public bool ShowsBytes { get; init; }

    /// <summary>Runs the command; returns the exit code.</summary>
    public int Run(StorePlace place, CancellationToken cancellationToken)
    {
        CheckContext context = new(storage, new CheckOptions(), null, cancellationToken);
        using CheckedFile? file = context.TryOpen(place.File, out bool isMissing);
        if (isMissing) context.Report(FindingCode.FileUnreadable, place.File, 0, "There is no such file.");
        if (file is not null)
        {
            CheckContext quiet = new(storage, new CheckOptions { FindingsMax = 0 }, null, cancellationToken);
            StoreIdentity? store = ManifestCheck.Run(quiet)?.Store;
            foreach (FoundStructure found in Finder.Find(file, place, store)) Show(file, place, found);
        }

        foreach (Finding finding in context.Findings.Kept) writer.WriteToError(finding);
        return context.Findings.ExitBits;
    }

    private void Show(CheckedFile file, StorePlace place, FoundStructure found)
    {
        writer.WriteRow(
        [
            ("file", place.File),
            ("offset", found.OffsetBytes),
            ("structure", found.Structure.Name),
            ("length", found.LengthBytes == 0 ? null : found.LengthBytes),
            ("section", found.Structure.Section.Length == 0 ? null : found.Structure.Section),
            ("fault", found.Fault == FormatFault.None ? null : found.Fault.ToString()),
        ]);
        if (found.Structure.Fields.Count > 0) ShowFields(file, place, found);
        if (ShowsBytes) ShowBytes(file, found);
    }

    private void ShowFields(CheckedFile file, StorePlace place, FoundStructure found)
    {
        byte[] bytes = new byte[found.Structure.SizeBytes];
        int readBytes = file.Read(found.OffsetBytes, bytes);
        foreach (Field field in found.Structure.Fields)
        {
            long at = found.OffsetBytes + field.OffsetBytes;
            bool isHere = place.OffsetBytes >= at && place.OffsetBytes < at + field.SizeBytes;
            string value = field.Show(bytes.AsSpan(0, readBytes));
            if (writer.IsJson)
            {
                writer.WriteRow(
                [
                    ("offset", at),
                    ("size", field.SizeBytes),
                    ("field", field.Name),
                    ("value", value),
                    ("isHere", isHere),
                ]);
                continue;
            }

            writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(isHere ? '>' : ' ')} {at,10}  {field.SizeBytes,2}  {field.Name,-18}  {value}"));
        }
    }

    private void ShowBytes(CheckedFile file, FoundStructure found)
    {
        byte[] bytes = new byte[(int)Math.Clamp(found.LengthBytes, BytesOfRow, BytesShownMax)];
        int readBytes = file.Read(found.OffsetBytes, bytes);
        for (int at = 0; at < readBytes; at += BytesOfRow)
        {
            string hex = Convert.ToHexStringLower(bytes, at, Math.Min(BytesOfRow, readBytes - at));
            if (writer.IsJson) writer.WriteRow([("offset", found.OffsetBytes + at), ("bytes", hex)]);
            else writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {found.OffsetBytes + at,10}  {hex}"));
        }
    }
}
