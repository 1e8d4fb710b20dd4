using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>Deletes one record.</summary>
internal sealed class DeleteCommand : CliCommand
{
    private readonly Argument<string> _store;
    private readonly ReferenceArguments _reference;

    /// <summary>The command with its arguments.</summary>
    public DeleteCommand()
        : base("delete", "Delete a record: nothing finds it any more, but its bytes stay in the store until a purge.")
    {
        _store = AddStore();
        _reference = AddReference();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["feedlog delete memory kettle", "feedlog delete memory 1b4e28ba2fa1d2c3 --by id"];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        RecordReference reference = _reference.Read(call);
        FeedlogStore store = await StoreAccess
            .OpenForWritingAsync(call.Require(_store), false, call.Streams, cancellationToken).ConfigureAwait(false);
        bool isDeleted;
        await using (store.ConfigureAwait(false))
        {
            isDeleted = await DeleteAsync(store, reference, cancellationToken).ConfigureAwait(false);
        }

        call.Print(new Report().Add("deleted", isDeleted ? 1L : 0L));
        return isDeleted ? ExitCode.Ok : throw CliException.NotFound(reference.Text);
    }

    private static async ValueTask<bool> DeleteAsync(
        FeedlogStore store, RecordReference reference, CancellationToken cancellationToken)
    {
        const Durability durability = Durability.Durable;
        if (reference.Key is string key &&
            await store.DeleteAsync(key, reference.Stream, durability, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        RecordId? id = reference.Id;
        if (reference.Sequence is ulong sequence && store.TryGetBySequence(sequence, out Record? record))
            id = record.Id;
        return id is RecordId known &&
            await store.DeleteAsync(known, durability, cancellationToken).ConfigureAwait(false);
    }
}
