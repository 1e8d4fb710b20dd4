using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>The part of the demonstration that runs in a process of its own, to be killed. Not in the help.</summary>
internal sealed class DemoWriterCommand : CliCommand
{
    /// <summary>What it is called.</summary>
    public const string Name = "demo-writer";

    private readonly Argument<string> _store;

    /// <summary>The command with its arguments.</summary>
    public DemoWriterCommand()
        : base(Name, "Append notes without end; part of 'demo'.")
    {
        Symbol.Hidden = true;
        _store = AddStore();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => [];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        FeedlogStore store = await StoreAccess
            .OpenForWritingAsync(call.Require(_store), false, call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            await DemoWriter.RunAsync(store, call.Streams, cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }
}
