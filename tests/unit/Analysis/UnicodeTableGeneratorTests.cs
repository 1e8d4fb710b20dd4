using System.Text;
using Feedlog.Indexing.Analysis;

namespace Feedlog.Tests.Unit.Analysis;

/// <summary>The shipped character table against the files it was made from.</summary>
public sealed class UnicodeTableGeneratorTests
{
    [UnicodeFilesFact]
    public void UnicodeTable_BuiltAgainFromTheUnicodeFiles_IsTheShippedTable()
    {
        UnicodeTableGenerator generator = new(UnicodeFilesFactAttribute.Folder);
        string path = Path.Combine(AppContext.BaseDirectory, "UnicodeTableContent.cs");
        File.WriteAllText(path, generator.Render(), new UTF8Encoding(false));

        bool isShipped = UnicodeTableContent.Version == generator.Version
            && UnicodeTableContent.BlockIndexCount == generator.BlockIndexCount
            && UnicodeTableContent.EntryCount == generator.EntryCount
            && UnicodeTableContent.PoolCount == generator.PoolCount
            && UnicodeTableContent.CompositionCount == generator.CompositionCount
            && UnicodeTable.Unpack().SequenceEqual(generator.Words);

        Assert.True(isShipped, $"The shipped table is another one; the one of these Unicode files is in {path}.");
    }
}
