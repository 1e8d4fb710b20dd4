using System.Text;

namespace Feedlog.Indexing.Query;

/// <summary>Writes terms and values so that no two are written alike.</summary>
internal static class QueryText
{
    /// <summary>A term in quotes.</summary>
    public static string Quote(TermText term) => Quote(term.ToString());

    /// <summary>A text in quotes.</summary>
    public static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char character in text)
        {
            if (character is '"' or '\\') quoted.Append('\\');
            quoted.Append(character);
        }

        return quoted.Append('"').ToString();
    }
}
