using System.Globalization;
using Marketing.DemoShop.Catalogue;
using Marketing.DemoShop.Words;

namespace Marketing.DemoShop.Simulation;

/// <summary>Who buys <paramref name="First"/> looks for <paramref name="Then"/> with this chance, after about so many days (0: in the same visit).</summary>
internal sealed record Wish(int First, int Then, double Chance, int Days)
{
    public static ILookup<int, Wish> ReadAll(IReadOnlyList<Kind> kinds)
    {
        var indexOf = kinds.ToDictionary(kind => kind.Name, kind => kind.Index);
        return Complements
            .Table.Split('\n')
            .Select(line => line.Split('|'))
            .Select(parts => new Wish(
                indexOf[parts[0]],
                indexOf[parts[1]],
                double.Parse(parts[2], CultureInfo.InvariantCulture),
                int.Parse(parts[3], CultureInfo.InvariantCulture)
            ))
            .ToLookup(wish => wish.First);
    }
}
