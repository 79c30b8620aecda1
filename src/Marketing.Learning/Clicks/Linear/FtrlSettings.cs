namespace Marketing.Learning.Clicks.Linear;

/// <summary>Names as in McMahan et al. 2013.</summary>
internal sealed record FtrlSettings(double Alpha, double Beta, double L1, double L2, int Epochs, int Crosses, int HashBits)
{
    public static readonly IReadOnlyList<Setting> All =
    [
        new("Alpha", .08, 1e-4, 10, false, "Learning rate of a coordinate at first."),
        new("Beta", 1, 1e-6, 1000, false, "Slows the first steps of a coordinate."),
        new("L1", .5, 0, 1000, false, "Weights whose evidence stays below it are 0."),
        new("L2", 1, 0, 1000, false, "Shrinks weights."),
        new("Epochs", 4, 1, 100, true, "Passes over the rows at most; 1 is one pass as on line."),
        new("Crosses", 0, 0, 100, true, "Pairs of fields that get weights of their own, those with the most to say first."),
        new("HashBits", 21, 10, 26, true, "The table has two to this power places, 16 bytes each."),
    ];

    public static FtrlSettings From(IReadOnlyDictionary<string, double> given)
    {
        var values = Setting.Resolve(FtrlModel.Name, All, given);
        return new FtrlSettings(
            values["Alpha"],
            values["Beta"],
            values["L1"],
            values["L2"],
            (int)values["Epochs"],
            (int)values["Crosses"],
            (int)values["HashBits"]
        );
    }
}
