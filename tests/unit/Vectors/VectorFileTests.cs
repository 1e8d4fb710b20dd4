using System.Text;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Vectors;

namespace Feedlog.Tests.Unit.Vectors;

/// <summary>Files of vector sketches: what was put in comes out, in order, and damage never does.</summary>
public sealed class VectorFileTests
{
    [Theory]
    [InlineData(1, 600)]
    [InlineData(8, 600)]
    [InlineData(100, 300)]
    [InlineData(384, 500)]
    [InlineData(4096, 12)]
    public void File_HoldsTheRowsOfATail_ByTarget(int dimensions, int count)
    {
        VectorFolder folder = new();
        VectorTail tail = Tail(21, dimensions, count);
        using VectorFileReader file = folder.Write(tail);

        Assert.Equal(count, file.RowCount);
        Assert.Equal(VectorFolder.Model, Encoding.UTF8.GetString(file.Model));
        Assert.Equal(VectorFolder.Coverage, file.Coverage);
        Dictionary<ulong, int> rowOf = Enumerable.Range(0, count).ToDictionary(row => tail.Row(row).Sequence);
        ulong last = 0;
        for (int row = 0; row < count; row++)
        {
            VectorRow entry = file.Row(row);
            int source = rowOf[entry.Sequence];
            Assert.Equal(tail.Row(source), entry);
            Assert.True(entry.Target >= last);
            Assert.True(file.Codes(row).SequenceEqual(tail.Codes(source)));
            Assert.True(file.MoreCodes(row).SequenceEqual(tail.MoreCodes(source)));
            last = entry.Target;
        }
    }

    [Fact]
    public void Files_ThatAreMerged_AreWhatATailOfAllWouldBe()
    {
        VectorFolder folder = new();
        using VectorFileReader first = folder.Write(Tail(22, 384, 300));
        using VectorFileReader second = folder.Write(Tail(23, 384, 90, firstSequence: 9000));
        VectorTail third = Tail(24, 384, 50, firstSequence: 20_000);
        using VectorFileReader merged = folder.Write(first, second, third);

        VectorFolder other = new();
        other.Write(Tail(1, 384, 1)).Dispose();
        other.Write(Tail(1, 384, 1)).Dispose();
        using VectorFileReader built = other.Write(
            Tail(22, 384, 300), Tail(23, 384, 90, firstSequence: 9000), Tail(24, 384, 50, firstSequence: 20_000));
        Assert.Equal(other.Bytes(3), folder.Bytes(3));
        Assert.Equal(440, merged.RowCount);
    }

    [Fact]
    public void Tail_RefusesWhatHasNoDirection_AndKeepsTheRest()
    {
        VectorTail tail = new(3);
        Assert.False(tail.Add(1, 2, default, [0, 0, 0]));
        Assert.False(tail.Add(1, 3, default, [1, float.NaN, 0]));
        Assert.False(tail.Add(1, 4, default, [1, float.PositiveInfinity, 0]));
        Assert.True(tail.Add(1, 5, default, [1e-30f, 0, 0]));
        Assert.True(tail.Add(1, 6, default, [1e30f, -3e30f, 0]));
        Assert.Throws<ArgumentException>(() => tail.Add(1, 7, default, [1, 2]));
        Assert.Equal(2, tail.RowCount);
        Assert.Equal(127, (sbyte)tail.Codes(0)[0]);
        Assert.Equal(-127, (sbyte)tail.Codes(1)[1]);
        Assert.Equal(42, (sbyte)tail.Codes(1)[0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void File_WithADamagedPage_IsRefusedOrThrows(bool isMapped)
    {
        VectorFolder folder = new();
        folder.Write(Tail(25, 384, 200)).Dispose();
        byte[] sound = folder.Bytes(1);
        int pages = sound.Length / IndexPageLayout.PageBytes;
        Assert.True(pages > 20);
        Random random = new(26);
        for (int page = 0; page < pages; page++)
        {
            byte[] bytes = (byte[])sound.Clone();
            bytes[page * IndexPageLayout.PageBytes + random.Next(IndexPageLayout.PageBytes)] ^= (byte)random.Next(1, 256);
            folder.Replace(1, bytes);
            bool isOpen = folder.TryOpen(
                1, VectorFolder.Store, isMapped, out VectorFileReader? reader, out FormatFault fault);
            Assert.Equal(page > 2, isOpen);
            if (reader is null)
            {
                Assert.NotEqual(FormatFault.None, fault);
                continue;
            }

            using (reader)
            {
                IndexDamageException damage = Assert.Throws<IndexDamageException>(() => ReadAll(reader));
                Assert.Equal((long)page * IndexPageLayout.PageBytes, damage.OffsetBytes);
            }
        }
    }

    [Fact]
    public void File_OfAnotherStoreNumberOrLength_IsRefused()
    {
        VectorFolder folder = new();
        folder.Write(Tail(27, 64, 20)).Dispose();
        byte[] sound = folder.Bytes(1);
        Assert.Equal(FormatFault.BadHeaderChecksum, FaultOf(folder, 1, VectorFolder.Store with { Salt = 1 }));
        Assert.Equal(FormatFault.WrongPlace, FaultOf(folder, 1, VectorFolder.Store with { Id = Guid.NewGuid() }));
        folder.Replace(1, sound[..^1]);
        Assert.Equal(FormatFault.Truncated, FaultOf(folder, 1, VectorFolder.Store));
        folder.Replace(1, [.. sound, 0]);
        Assert.Equal(FormatFault.BadLength, FaultOf(folder, 1, VectorFolder.Store));
        folder.Replace(1, sound[..100]);
        Assert.Equal(FormatFault.Truncated, FaultOf(folder, 1, VectorFolder.Store));
    }

    [Fact]
    public void Writer_RefusesPartsOfSeveralShapes_NoRows_AndLongNames()
    {
        VectorFolder folder = new();
        Assert.Throws<ArgumentException>(() => folder.Write(Tail(1, 8, 3), Tail(2, 9, 3)));
        Assert.Throws<ArgumentException>(() => folder.Write(new VectorTail(8)));
        Assert.Throws<ArgumentException>(() => VectorFileWriter.Write(
            folder.Storage, VectorFolder.Store, 9, new byte[256], VectorFolder.Coverage, [Tail(1, 8, 3)], 5));
        Assert.Empty(folder.Storage.List(""));
    }

    /// <summary>Random vectors, in random order of targets, some targets more than once.</summary>
    internal static VectorTail Tail(int seed, int dimensions, int count, ulong firstSequence = 5000)
    {
        Random random = new(seed);
        VectorTail tail = new(dimensions);
        for (int i = 0; i < count; i++)
        {
            ulong sequence = firstSequence + (ulong)i;
            Assert.True(tail.Add((ulong)random.Next(1, 4000), sequence, FrameAddress.At(1, 8L * i),
                RandomVectors.One(random, dimensions)));
        }

        return tail;
    }

    private static FormatFault FaultOf(VectorFolder folder, ulong number, StoreIdentity store)
    {
        Assert.False(folder.TryOpen(number, store, isMapped: true, out _, out FormatFault fault));
        return fault;
    }

    private static void ReadAll(VectorFileReader reader)
    {
        for (int row = 0; row < reader.RowCount; row++)
        {
            reader.Row(row);
            reader.Codes(row);
            reader.BitsPage(row / reader.Shape.RowsPerBitsPage);
        }
    }
}
