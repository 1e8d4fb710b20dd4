namespace Feedlog.Retrieval.Collections;

/// <summary>A text that may be found.</summary>
/// <param name="Id">Its name in the judgements.</param>
/// <param name="Text">The text.</param>
internal sealed record Document(string Id, string Text);
