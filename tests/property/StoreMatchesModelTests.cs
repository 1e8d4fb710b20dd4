using Feedlog.Tests.Property.Model;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Property;

/// <summary>
/// A store and a plain list get the same operations, closing, killing and losing the power included, and give the same
/// answers.
/// </summary>
public sealed class StoreMatchesModelTests
{
    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public void Store_AnyOperations_AnswersLikeAPlainList(ReadMode readMode)
    {
        const int operationsPerRun = 60;
        int runs = TestLevel.Count(15, 300, 20_000);
        PropertyRun.Check(runs, OperationRun.OfLength(operationsPerRun, readMode), ModelRun.CheckAsync);
    }

    [Fact]
    public void Store_ManyOperationsInOneStore_AnswersLikeAPlainList()
    {
        const int operationsPerRun = 600;
        int runs = TestLevel.Count(1, 10, 500);
        PropertyRun.Check(runs, OperationRun.OfLength(operationsPerRun, ReadMode.Mapped), ModelRun.CheckAsync);
    }
}
