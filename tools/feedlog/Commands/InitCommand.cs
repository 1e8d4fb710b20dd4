using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>Makes a store.</summary>
internal sealed class InitCommand : CliCommand
{
    private readonly Argument<string> _store;
    private readonly Option<string?> _analyzer;

    /// <summary>The command with its arguments.</summary>
    public InitCommand()
        : base("init", "Make a new store. An existing one is left as it is.")
    {
        _store = AddStore();
        _analyzer = AddChoice("--analyzer", "How its text is cut into words.", "standard", "english", "code", "none");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["feedlog init memory", "feedlog init notes --analyzer english"];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string analyzer = call.Get(_analyzer) ?? "standard";
        FeedlogStore store = await StoreAccess
            .CreateAsync(call.Require(_store), analyzer, call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            call.Print(new Report().Add("store", store.Place).Add("analyzer", store.Analyzer));
        }

        return ExitCode.Ok;
    }
}
