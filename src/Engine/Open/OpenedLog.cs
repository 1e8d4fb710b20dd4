using Feedlog.Indexing.Views;
using Feedlog.Write;

namespace Feedlog.Open;

/// <summary>What opening for writing hands to the writer.</summary>
/// <param name="Log">The log, ready for the next group.</param>
/// <param name="Catalog">The indexes of it.</param>
/// <param name="Report">What was found and done.</param>
internal sealed record OpenedLog(LogWriter Log, IndexCatalog Catalog, OpenReport Report);
