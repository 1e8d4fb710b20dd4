namespace Feedlog.Samples;

/// <summary>What goes over the wire.</summary>
/// <param name="Text">The content of a record.</param>
internal sealed record Note(string Text);
