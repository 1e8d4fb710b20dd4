namespace Feedlog.Tool;

/// <summary>The rows of a file of vectors, one behind the other, each of as many values of 4 bytes.</summary>
internal sealed class VectorRows : IDisposable
{
    private readonly Stream _input;
    private readonly byte[] _row;

    /// <summary>Opens a file.</summary>
    /// <exception cref="CliException">It cannot be opened.</exception>
    public VectorRows(string path, int dimensions)
    {
        _input = LocalFiles.OpenForReading(path);
        _row = new byte[dimensions * sizeof(float)];
    }

    /// <summary>Reads the next row; false where there is no whole one.</summary>
    public bool TryRead(out float[] values)
    {
        bool isWhole = _input.ReadAtLeast(_row, _row.Length, throwOnEndOfStream: false) == _row.Length;
        values = isWhole ? VectorText.ReadValues(_row) : [];
        return isWhole;
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();
}
