using System.Text;
using Feedlog.Format;
using Feedlog.Tests.Property.Model;

namespace Feedlog.Tests.Property.Damage;

/// <summary>The answers of a sound store to every question, as hashes, to hold those of a damaged one against.</summary>
internal sealed class StoreAnswers
{
    private static readonly string[] s_queries =
        ["quartz", "harbor -velvet", "+umbrella +zephyr", "\"orchid pepper\"", "w*", "kind:note", "tag:red meta.n:1"];

    private readonly List<(Func<FeedlogSnapshot, ulong> Ask, ulong Answer)> _known = [];

    /// <summary>Asks a sound store.</summary>
    public StoreAnswers(FeedlogSnapshot sound)
    {
        foreach (Func<FeedlogSnapshot, ulong> ask in Questions(sound)) _known.Add((ask, ask(sound)));
    }

    /// <summary>How many questions there are.</summary>
    public int Count => _known.Count;

    /// <summary>Asks a store that may be damaged.</summary>
    /// <returns>How many answers were refused as damaged, and how many differ.</returns>
    public (int Refused, int Wrong) Ask(FeedlogSnapshot damaged)
    {
        int refused = 0;
        int wrong = 0;
        foreach ((Func<FeedlogSnapshot, ulong> ask, ulong answer) in _known)
        {
            try
            {
                if (ask(damaged) != answer) wrong++;
            }
            catch (FeedlogException refusal) when (IsRefusal(refusal))
            {
                refused++;
            }
        }

        return (refused, wrong);
    }

    private static bool IsRefusal(FeedlogException refusal) =>
        refusal.File is not null &&
        refusal.Code is FeedlogErrorCode.Corrupt or FeedlogErrorCode.UnreadableRecord or FeedlogErrorCode.Purged;

    private static IEnumerable<Func<FeedlogSnapshot, ulong>> Questions(FeedlogSnapshot sound)
    {
        yield return store => Hash(store.Scan());
        for (ulong sequence = 1; sequence <= sound.Sequence; sequence++)
        {
            ulong wanted = sequence;
            yield return store => store.TryGetBySequence(wanted, out Record? found) ? Hash([found]) : 0;
            yield return store => store.TryGet(new RecordId(wanted), out Record? found) ? Hash([found]) : 0;
        }

        foreach (string key in DraftMaker.Keys.Append("a key that nobody has"))
        {
            foreach (string? stream in new[] { null, "agent" })
            {
                yield return store => store.TryGet(key, stream, out Record? found) ? Hash([found]) : 0;
                yield return store => Hash(store.History(key, stream).Select(version => version.Record));
            }
        }

        DateTimeOffset from = SmallStore.Time.Now;
        yield return store => Hash(store.Range(from, from.AddSeconds(50)));
        yield return store => Hash(store.Range(from.AddSeconds(20), from.AddSeconds(30), new RangeOptions { Reverse = true }));
        yield return store => Hash(Nearest(store, limit: 5));
        yield return store => Hash(Nearest(store, limit: 1000));
        foreach (string query in s_queries)
        {
            yield return store =>
                Hash(store.Search(query, new SearchOptions { Limit = 1000 }).Select(hit => hit.Record));
        }
    }

    private static IEnumerable<Record> Nearest(FeedlogSnapshot store, int limit) => store.Search(
        Query.All,
        new SearchOptions
        {
            Mode = SearchMode.Vector,
            Model = DraftMaker.Model,
            Vector = DraftMaker.VectorOf(-1),
            Limit = limit,
            IsExact = true,
        }).Select(hit => hit.Record);

    private static ulong Hash(IEnumerable<Record> records)
    {
        ulong hash = 1;
        foreach (Record record in records)
        {
            hash = Checksum.Xxh3(record.ContentBytes.Span, hash + record.Sequence);
            string rest = $"{record.Id.Value} {record.Key} {record.Stream} {record.Kind} {record.Metadata} " +
                $"{record.Timestamp.UtcTicks} {record.ExpiresAt?.UtcTicks} {string.Join('|', record.Tags)}";
            hash = Checksum.Xxh3(Encoding.UTF8.GetBytes(rest), hash);
        }

        return hash;
    }
}
