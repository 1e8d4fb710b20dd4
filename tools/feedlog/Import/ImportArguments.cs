using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>The options of an import that say which field becomes what.</summary>
internal sealed class ImportArguments
{
    private readonly Option<string?> _content;
    private readonly Option<string?> _template;
    private readonly Option<string?> _time;
    private readonly Option<string?> _timeFormat;
    private readonly Option<string?> _key;
    private readonly Option<string?> _stream;
    private readonly Option<string?> _kind;
    private readonly Option<string[]> _tags;
    private readonly Option<string?> _id;
    private readonly Option<string?> _vector;
    private readonly Option<string?> _vectors;
    private readonly Option<long?> _dimensions;
    private readonly Option<string?> _model;
    private readonly Option<string[]> _meta;
    private readonly Option<string?> _streamValue;
    private readonly Option<string?> _kindValue;
    private readonly Option<string[]> _tagValues;

    /// <summary>Adds the options to the command.</summary>
    public ImportArguments(ImportCommand command)
    {
        Command symbol = command.Symbol;
        _content = Text(symbol, "--content", "A,B", "Fields that, joined by line feeds, are the content.");
        _template = Text(symbol, "--content-template", "TEMPLATE", "The content, with {FIELD} for fields.");
        _time = Text(symbol, "--time", "FIELD", "Field of the time; the time of the import, if left out.");
        _timeFormat = Text(symbol, "--time-format", "iso|s|ms|us",
            "How times are written; told from their looks if left out.");
        _timeFormat.AcceptOnlyFromAmong("iso", "s", "ms", "us");
        _key = Text(symbol, "--key", "FIELD", "Field of the key.");
        _stream = Text(symbol, "--stream", "FIELD", "Field of the stream.");
        _kind = Text(symbol, "--kind", "FIELD", "Field of the kind.");
        _tags = Texts(symbol, "--tag", "FIELD", "Field of tags, a text or an array of texts; may be repeated.");
        _id = Text(symbol, "--id", "FIELD", "Field of the id; only for ids of 16 hexadecimal characters.");
        _vector = Text(symbol, "--vector", "FIELD", "Field of a vector, an array of numbers.");
        _vectors = Text(symbol, "--vectors", "FILE.f32", "Vectors, one for each line: 4-byte floats, little-endian.");
        _dimensions = new Option<long?>("--dimensions") { Description = "Values of each vector.", HelpName = "N" };
        symbol.Options.Add(_dimensions);
        _model = Text(symbol, "--model", "NAME", "The model that made the vectors; 'default' if left out.");
        _meta = Texts(symbol, "--meta", "A,B|*", "Fields kept as metadata; '*': all without another use.");
        _streamValue = Text(symbol, "--stream-value", "S", "The stream of all records that name none.");
        _kindValue = Text(symbol, "--kind-value", "KIND", "The kind of all records that name none.");
        _tagValues = Texts(symbol, "--tag-value", "TAG", "A tag of all records; may be repeated.");
    }

    /// <summary>Reads the mapping from a command line.</summary>
    /// <exception cref="CliException">The options contradict each other.</exception>
    public ImportMapping Read(Invocation call)
    {
        string[] content = Names(call.Get(_content));
        string? template = call.Get(_template);
        if (content.Length > 0 && template is not null)
            throw CliException.Usage("--content and --content-template exclude each other.");
        if (call.Get(_vector) is not null && call.Get(_vectors) is not null)
            throw CliException.Usage("--vector and --vectors exclude each other.");
        if (call.Get(_vectors) is not null != call.Get(_dimensions) is not null)
            throw CliException.Usage("--vectors and --dimensions need each other.");
        long dimensions = call.Get(_dimensions) ?? 1;
        if (dimensions is < 1 or > Format.FormatLimits.VectorDimensionsMax)
            throw CliException.Usage($"--dimensions: 1 to {Format.FormatLimits.VectorDimensionsMax}.");
        List<string> meta = [.. (call.Get(_meta) ?? []).SelectMany(Names)];
        return new ImportMapping
        {
            Content = content,
            ContentTemplate = template,
            Time = Name(call, _time),
            TimeFormat = call.GetTimeFormat(_timeFormat),
            Key = Name(call, _key),
            Stream = Name(call, _stream),
            Kind = Name(call, _kind),
            Tags = [.. (call.Get(_tags) ?? []).SelectMany(Names)],
            Id = Name(call, _id),
            Vector = Name(call, _vector),
            VectorsFile = Name(call, _vectors),
            Dimensions = (int)dimensions,
            Model = NullIfEmpty(call.Get(_model)) ?? VectorArguments.ModelDefault,
            Meta = [.. meta.Where(name => name != "*").Distinct()],
            TakesAllMeta = meta.Contains("*"),
            StreamValue = NullIfEmpty(call.Get(_streamValue)),
            KindValue = NullIfEmpty(call.Get(_kindValue)),
            TagValues = call.Get(_tagValues) ?? [],
        };
    }

    private static string? Name(Invocation call, Option<string?> option) =>
        call.Get(option) is not "" ? call.Get(option) : throw CliException.Usage($"{option.Name} names no field.");

    private static string[] Names(string? list) =>
        list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static Option<string?> Text(Command symbol, string name, string valueName, string summary)
    {
        Option<string?> option = new(name) { Description = summary, HelpName = valueName };
        symbol.Options.Add(option);
        return option;
    }

    private static Option<string[]> Texts(Command symbol, string name, string valueName, string summary)
    {
        Option<string[]> option = new(name)
        {
            Description = summary,
            HelpName = valueName,
            Arity = ArgumentArity.OneOrMore,
        };
        symbol.Options.Add(option);
        return option;
    }
}
