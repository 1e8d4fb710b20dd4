namespace K4os.Compression.LZ4;

/// <summary>The cheapest way known to reach one position of a parse window.</summary>
/// <param name="PriceBytes">What the way costs in bytes of the block, from the start of the window.</param>
/// <param name="LiteralBytes">How many literals the way ends with.</param>
/// <param name="LengthBytes">Length of the last step: 1 for a literal, 4 or more for a match.</param>
/// <param name="Distance">How far back the match of the last step lies; 0 for a literal.</param>
internal readonly record struct ParseStep(int PriceBytes, int LiteralBytes, int LengthBytes, int Distance);
