namespace Feedlog.Retrieval;

/// <summary>What --help shows.</summary>
internal static class Usage
{
    /// <summary>The text.</summary>
    internal static string Text { get; } = """
        Measures how well Feedlog finds what people judged relevant.

        dotnet run -c Release --project benchmarks/retrieval -- [options] FOLDER...

        A FOLDER is a collection in the layout of BEIR: corpus.jsonl {_id, title, text}, queries.jsonl {_id, text} and
        qrels/*.tsv (query-id TAB corpus-id TAB score, with a header line); or in that of LoCoMo: turns.jsonl and
        questions.jsonl, one store for each conversation. Files may be gzipped (.gz).

          --analyzer NAME    standard (the default), english or code: the analyzer of the store
          --mode NAME        keyword (the default): the words of the query, any of them; vector: the nearest vectors;
                             hybrid: both, fused
          --vectors NAME     lsi (the default): those in the folder lsi* beside the collection; trigram; random: vectors
                             that know nothing
          --out FILE         write the table there as well; a table that is there gets further rows

        Exit code: 0 done; 2 wrong arguments; 3 a collection cannot be read.

        Examples:
          dotnet run -c Release --project benchmarks/retrieval -- --analyzer english ../shared/data/beir-scifact
          dotnet run -c Release --project benchmarks/retrieval -- ../shared/data/xquad/*/
          dotnet run -c Release --project benchmarks/retrieval -- --mode hybrid ../shared/data/cranfield

        """;
}
