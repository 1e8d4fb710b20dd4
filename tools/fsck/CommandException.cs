namespace Feedlog.Fsck;

/// <summary>A command cannot do what it was asked for; the message is for people, one sentence.</summary>
/// <param name="code">The stable short name of the reason.</param>
/// <param name="message">The sentence.</param>
internal sealed class CommandException(string code, string message) : Exception(message)
{
    /// <summary>The stable short name of the reason.</summary>
    public string Code => code;
}
