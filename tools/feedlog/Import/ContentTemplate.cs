using System.Text;

namespace Feedlog.Tool;

/// <summary>A text with names of fields in braces; two braces stand for one.</summary>
internal sealed class ContentTemplate
{
    private readonly List<(byte[] Text, int Field)> _parts = [];

    private ContentTemplate()
    {
    }

    /// <summary>The pieces in order: bytes to copy, then the field whose text follows them (-1: none).</summary>
    public IReadOnlyList<(byte[] Text, int Field)> Parts => _parts;

    /// <summary>Reads a template.</summary>
    /// <param name="text">Such as <c>{speaker}: {text}</c>.</param>
    /// <param name="want">Turns the name of a field into its number.</param>
    /// <exception cref="CliException">A brace has no partner, or a name is empty.</exception>
    public static ContentTemplate Parse(string text, Func<string, int> want)
    {
        ContentTemplate template = new();
        StringBuilder literal = new();
        for (int at = 0; at < text.Length; at++)
        {
            char c = text[at];
            bool isDoubled = at + 1 < text.Length && text[at + 1] == c;
            if (c is not ('{' or '}'))
            {
                literal.Append(c);
            }
            else if (isDoubled)
            {
                literal.Append(c);
                at++;
            }
            else
            {
                int close = c == '{' ? text.IndexOf('}', at) : -1;
                if (close <= at + 1) throw CliException.Usage($"--content-template: no field at position {at + 1}.");
                template.Add(literal, want(text[(at + 1)..close]));
                at = close;
            }
        }

        if (literal.Length > 0) template.Add(literal, -1);
        return template;
    }

    private void Add(StringBuilder literal, int field)
    {
        _parts.Add((Encoding.UTF8.GetBytes(literal.ToString()), field));
        literal.Clear();
    }
}
