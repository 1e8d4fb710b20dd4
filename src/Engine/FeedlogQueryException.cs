using System.Globalization;

namespace Feedlog;

/// <summary>A query cannot be read.</summary>
public sealed class FeedlogQueryException : FeedlogException
{
    internal FeedlogQueryException(QueryError error)
        : base(
            FeedlogErrorCode.InvalidQuery,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The query cannot be read at character {error.Position + 1}: {error.Message}"),
            error.Remedy) => Position = error.Position;

    /// <summary>Where, counted in characters (UTF-16) from 0.</summary>
    public int Position { get; }
}
