namespace Feedlog.Tests.Unit.Tidy;

/// <summary>What a project may know.</summary>
/// <param name="Projects">Folders of the projects it may reference.</param>
/// <param name="Packages">Packages it may use; a name that ends with a dot stands for all that begin with it.</param>
internal sealed record ProjectWall(IReadOnlyList<string> Projects, IReadOnlyList<string> Packages);
