namespace Feedlog.Tests.Property.Model;

/// <summary>One run: how the store is opened and what is done to it.</summary>
internal sealed record ModelCase(ModelSetup Setup, IReadOnlyList<Operation> Operations)
{
    /// <summary>All that is needed to see it again.</summary>
    public override string ToString() => $"{Setup}: {string.Join(", ", Operations)}";
}
