using Feedlog.Embeddings.WordPiece;
using Microsoft.Extensions.AI;
using Microsoft.ML.OnnxRuntime;

namespace Feedlog.Embeddings.Onnx;

/// <summary>Makes vectors with an ONNX model of the BERT family from a folder of the user. Any thread.</summary>
public sealed class OnnxEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int TokensMaxMax = 8192;
    private const string IdsInput = "input_ids";
    private const string MaskInput = "attention_mask";
    private const string TypesInput = "token_type_ids";

    private readonly OnnxModelOptions _options;
    private readonly WordPieceTokenizer _tokenizer;
    private readonly InferenceSession _session;
    private readonly string _output;
    private readonly bool _isPooled;
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>Loads a model, and runs it as its kind is mostly run.</summary>
    /// <param name="folder">A folder with <c>model.onnx</c> and <c>tokenizer.json</c> or <c>vocab.txt</c>.</param>
    /// <exception cref="FileNotFoundException">The model or its vocabulary is not there.</exception>
    /// <exception cref="InvalidDataException">It is not a model that turns token ids into vectors.</exception>
    public OnnxEmbeddingGenerator(string folder)
        : this(new OnnxModelOptions { Folder = folder })
    {
    }

    /// <summary>Loads a model.</summary>
    /// <param name="options">Which, and how to run it.</param>
    /// <exception cref="FileNotFoundException">The model or its vocabulary is not there.</exception>
    /// <exception cref="InvalidDataException">It is not a model that turns token ids into vectors.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range.</exception>
    public OnnxEmbeddingGenerator(OnnxModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ThreadsMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TokensMax, WordPieceTokenizer.TokensMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.TokensMax, TokensMaxMax);
        _options = options;
        string path = ModelFolder.ModelPath(options.Folder);
        _tokenizer = new WordPieceTokenizer(ModelFolder.ReadVocabulary(options.Folder, options.IsLowerCase));
        _session = Load(path, options.ThreadsMax);
        try
        {
            CheckInputs(_session);
            _output = ChooseOutput(_session, out _isPooled, out int? dimensions);
            string name = options.ModelName ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(options.Folder));
            _metadata = new EmbeddingGeneratorMetadata("onnx", null, name, dimensions);
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Runs on the thread pool, so that a caller is not held up by the model.</remarks>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        string[] texts = values.ToArray();
        return Task.Run(() => Generate(texts, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata)) return _metadata;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Unloads the model; nothing may be running.</summary>
    public void Dispose() => _session.Dispose();

    private static InferenceSession Load(string path, int threadsMax)
    {
        using SessionOptions session = new() { IntraOpNumThreads = threadsMax, InterOpNumThreads = 1 };
        try
        {
            return new InferenceSession(path, session);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidDataException($"{path} cannot be loaded: {exception.Message}", exception);
        }
    }

    private static void CheckInputs(InferenceSession session)
    {
        foreach ((string name, NodeMetadata input) in session.InputMetadata)
        {
            if (name is not (IdsInput or MaskInput or TypesInput))
                throw new InvalidDataException($"The model asks for an input {name}, which a text does not have.");
            if (input.ElementType != typeof(long))
                throw new InvalidDataException($"The model's input {name} is of {input.ElementType.Name}, not Int64.");
        }

        if (!session.InputMetadata.ContainsKey(IdsInput))
            throw new InvalidDataException($"The model has no input {IdsInput}.");
    }

    // A vector a text (rank 2) is taken as it is; vectors of tokens (rank 3) are pooled.
    private static string ChooseOutput(InferenceSession session, out bool isPooled, out int? dimensions)
    {
        foreach (int rank in (ReadOnlySpan<int>)[2, 3])
        {
            foreach ((string name, NodeMetadata output) in session.OutputMetadata)
            {
                bool isNamed = rank == 3 || name is "sentence_embedding";
                if (!isNamed || output.ElementType != typeof(float) || output.Dimensions.Length != rank) continue;
                isPooled = rank == 2;
                dimensions = output.Dimensions[^1] > 0 ? output.Dimensions[^1] : null;
                return name;
            }
        }

        throw new InvalidDataException(
            "The model gives neither a sentence_embedding nor a vector for each token: is it one for embeddings?");
    }

    private GeneratedEmbeddings<Embedding<float>> Generate(string[] texts, CancellationToken cancellationToken)
    {
        GeneratedEmbeddings<Embedding<float>> embeddings = [];
        foreach (string[] chunk in texts.Chunk(_options.BatchMax))
        {
            cancellationToken.ThrowIfCancellationRequested();
            TokenBatch batch = new(Array.ConvertAll(chunk, text => _tokenizer.Encode(text, _options.TokensMax)));
            Run(batch, embeddings);
        }

        return embeddings;
    }

    private void Run(TokenBatch batch, GeneratedEmbeddings<Embedding<float>> embeddings)
    {
        long[] shape = [batch.Count, batch.Length];
        string[] names = [.. _session.InputMetadata.Keys];
        OrtValue[] inputs = Array.ConvertAll(names, name => OrtValue.CreateTensorValueFromMemory(
            name switch { IdsInput => batch.Ids, MaskInput => batch.Mask, _ => new long[batch.Ids.Length] }, shape));
        try
        {
            using RunOptions run = new();
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(run, names, inputs, [_output]);
            int dimensions = (int)outputs[0].GetTensorTypeAndShape().Shape[^1];
            ReadOnlySpan<float> values = outputs[0].GetTensorDataAsSpan<float>();
            for (int text = 0; text < batch.Count; text++)
            {
                float[] vector = new float[dimensions];
                if (_isPooled) values.Slice(text * dimensions, dimensions).CopyTo(vector);
                else batch.Pool(text, values, _options.Pooling, vector);
                if (_options.IsNormalized) Normalize(vector);
                embeddings.Add(new Embedding<float>(vector) { ModelId = _metadata.DefaultModelId });
            }
        }
        finally
        {
            foreach (OrtValue input in inputs) input.Dispose();
        }
    }

    private static void Normalize(Span<float> vector)
    {
        double square = 0;
        foreach (float value in vector) square += (double)value * value;
        if (square == 0) return;
        double length = Math.Sqrt(square);
        foreach (ref float value in vector) value = (float)(value / length);
    }
}
