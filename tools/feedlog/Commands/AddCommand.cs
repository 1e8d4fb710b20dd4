using System.CommandLine;
using System.Text;

namespace Feedlog.Tool;

/// <summary>Appends one record and reports it once it is durable.</summary>
internal sealed class AddCommand : CliCommand
{
    private readonly Argument<string> _store;
    private readonly Argument<string?> _text;
    private readonly Option<string?> _key;
    private readonly Option<string?> _stream;
    private readonly Option<string?> _kind;
    private readonly Option<string[]> _tags;
    private readonly Option<string?> _time;
    private readonly Option<string?> _timeFormat;
    private readonly Option<string?> _meta;
    private readonly Option<string?> _id;
    private readonly VectorArguments _vector;
    private readonly Option<bool> _create;

    /// <summary>The command with its arguments.</summary>
    public AddCommand()
        : base("add", "Append one record; answers once it is durable.")
    {
        _store = AddStore();
        _text = AddOptionalArgument("TEXT", "The content; '-' or nothing reads standard input.");
        _key = AddText("--key", "KEY", "A name; a newer record with the same stream and key takes its place.");
        _stream = AddText("--stream", "S", "A namespace: user, agent, session.");
        _kind = AddText("--kind", "KIND", "One label.");
        _tags = AddTexts("--tag", "TAG", "A further label; may be repeated.");
        _time = AddText("--time", "T", "When it happened; now, if left out.");
        _timeFormat = AddTimeFormat();
        _meta = AddText("--meta", "JSON", "One JSON object, kept byte for byte.");
        _id = AddText("--id", "HEX", "An id of your own: 16 hexadecimal characters.");
        _vector = AddVector("A vector of the record: a JSON array of numbers, or 4-byte floats, little-endian.");
        _create = AddFlag("--create", "Make the store if there is none.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "feedlog add memory 'The kettle is blue.' --key kettle --kind fact --tag kitchen",
        "feedlog add memory --time 2026-03-14T15:09:26Z -- '-starts with a dash'",
        "git log -1 | feedlog add memory - --create --meta '{\"source\":\"git\"}'",
    ];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        RecordDraft draft = await ReadDraftAsync(call, cancellationToken).ConfigureAwait(false);
        FeedlogStore store = await StoreAccess
            .OpenForWritingAsync(call.Require(_store), call.Get(_create), call.Streams, cancellationToken)
            .ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            AppendOptions options = new() { Durability = Durability.Durable };
            AppendResult result = await store.AppendAsync(draft, options, cancellationToken).ConfigureAwait(false);
            call.Print(new Report()
                .Add("id", result.Id.ToString())
                .Add("key", draft.Key)
                .Add("sequence", result.Sequence)
                .Add("timestamp", (DateTimeOffset?)result.Timestamp));
        }

        return ExitCode.Ok;
    }

    private async Task<RecordDraft> ReadDraftAsync(Invocation call, CancellationToken cancellationToken)
    {
        RecordDraft draft = new()
        {
            Key = NullIfEmpty(call.Get(_key)),
            Stream = NullIfEmpty(call.Get(_stream)),
            Kind = NullIfEmpty(call.Get(_kind)),
            Tags = call.Get(_tags) is { Length: > 0 } tags ? tags : null,
            Timestamp = call.GetTime(_time, _timeFormat),
            Metadata = NullIfEmpty(call.Get(_meta)),
            Id = ReadId(call),
            Vectors = _vector.Read(call) is RecordVector vector ? [vector] : null,
        };
        string? text = call.Get(_text);
        bool readsInput = text is null || (text == "-" && !call.EndsLiteral);
        if (!readsInput) return draft with { ContentBytes = Encoding.UTF8.GetBytes(text ?? "") };

        using MemoryStream content = new();
        Stream input = call.Streams.OpenInput();
        await using (input.ConfigureAwait(false))
        {
            await input.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
        }

        return draft with { ContentBytes = content.ToArray() };
    }

    private RecordId? ReadId(Invocation call)
    {
        if (call.Get(_id) is not string text) return null;
        return RecordId.TryParse(text, out RecordId id)
            ? id
            : throw CliException.Usage($"--id: '{text}' is not 16 hexadecimal characters, or all of them are 0.");
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
