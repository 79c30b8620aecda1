namespace Marketing.Store;

/// <summary>How few customers a figure may be of, in all reports: of fewer, it would be a figure of persons.</summary>
public static class SmallCells
{
    /// <summary>No cell of fewer customers is ever shown.</summary>
    public const int Fewest = 10;
}
