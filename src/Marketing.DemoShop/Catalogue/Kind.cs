using System.Globalization;
using Marketing.DemoShop.Words;

namespace Marketing.DemoShop.Catalogue;

/// <summary>A kind of product: the lowest level of the category tree.</summary>
internal sealed record Kind
{
    public required int Index { get; init; }
    public required string Name { get; init; }
    public required string NameZh { get; init; }
    public required string Department { get; init; }
    public required string DepartmentZh { get; init; }
    public required string Aisle { get; init; }
    public required string AisleZh { get; init; }
    public required double LowPrice { get; init; }
    public required double HighPrice { get; init; }
    public required IReadOnlyList<string> Aspects { get; init; }
    public required IReadOnlyList<(string En, string Zh)> Materials { get; init; }
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>Bought again and again, in small numbers.</summary>
    public bool IsConsumable => Flags.Contains("again");

    /// <summary>Food, care and books are not told apart by colour.</summary>
    public bool HasColour => !IsConsumable && Department != "Books";

    public string Plural =>
        Flags.Contains("mass") ? Name
        : Name.EndsWith("ss", StringComparison.Ordinal)
        || Name.EndsWith("sh", StringComparison.Ordinal)
        || Name.EndsWith("ch", StringComparison.Ordinal)
            ? Name + "es"
        : Name.EndsWith('y') && Name[^2] is not ('a' or 'e' or 'o') ? Name[..^1] + "ies"
        : Name.EndsWith("Knife", StringComparison.Ordinal) ? Name[..^2] + "ves"
        : Name.EndsWith("Mouse", StringComparison.Ordinal) ? Name[..^4] + "ice"
        : Name.EndsWith("Scarf", StringComparison.Ordinal) || Name.EndsWith("Shelf", StringComparison.Ordinal) ? Name[..^1] + "ves"
        : Name + "s";

    /// <summary>The word inside an English sentence after "this".</summary>
    public string Noun => Flags.Contains("mass") && Name.EndsWith('s') ? "product" : Name.ToLowerInvariant();

    /// <summary>All kinds, in the order of the tables.</summary>
    public static IReadOnlyList<Kind> ReadAll()
    {
        var kinds = new List<Kind>();
        string[] department = [];
        string[] aisle = [];
        foreach (var line in $"{HomeDepartments.Table}\n{WearDepartments.Table}\n{TechDepartments.Table}".Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                aisle = line[3..].Split('|');
            }
            else if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                department = line[2..].Split('|');
            }
            else
            {
                kinds.Add(Read(kinds.Count, department, aisle, line.Split('|')));
            }
        }

        return kinds;
    }

    private static Kind Read(int index, string[] department, string[] aisle, string[] parts)
    {
        var band = parts[2].Split('-');
        return new Kind
        {
            Index = index,
            Name = parts[0],
            NameZh = parts[1],
            Department = department[0],
            DepartmentZh = department[1],
            Materials = NameWords.Pairs(aisle[3]),
            Aisle = aisle[0],
            AisleZh = aisle[1],
            Aspects = (parts.Length > 4 ? parts[4] : aisle[2]).Split(','),
            LowPrice = double.Parse(band[0], CultureInfo.InvariantCulture),
            HighPrice = double.Parse(band[1], CultureInfo.InvariantCulture),
            Flags = parts[3].Split(',', StringSplitOptions.RemoveEmptyEntries),
        };
    }
}
