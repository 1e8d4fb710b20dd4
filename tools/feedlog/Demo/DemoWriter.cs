using System.Globalization;

namespace Feedlog.Tool;

/// <summary>What the process does that the demonstration kills, and how its records can be told again.</summary>
internal static class DemoWriter
{
    private const int Writers = 8;
    private const int NotesMax = 1_000_000;

    /// <summary>The key of a note.</summary>
    public static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"note-{number}");

    /// <summary>The content of a note.</summary>
    public static string Content(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"Note {number}, written shortly before the end of its process.");

    /// <summary>Appends notes until the process ends; prints the number of each once it is acknowledged.</summary>
    public static async Task RunAsync(FeedlogStore store, CliStreams streams, CancellationToken cancellationToken)
    {
        Lock gate = new();
        using StreamWriter acknowledged = TextOutput.Writer(streams);
        IEnumerable<Task> writers = Enumerable.Range(0, Writers).Select(async first =>
        {
            // Several appends are under way at any moment, so that the end always comes in the middle of one.
            for (int number = first; number < NotesMax; number += Writers)
            {
                RecordDraft draft = new(Content(number)) { Key = Key(number), Kind = "note" };
                await store.AppendAsync(draft, null, cancellationToken).ConfigureAwait(false);
                lock (gate)
                {
                    acknowledged.Write(number.ToString(CultureInfo.InvariantCulture) + "\n");
                    acknowledged.Flush();
                }
            }
        });
        await Task.WhenAll(writers).ConfigureAwait(false);
    }
}
