using System.Globalization;
using Marketing.DemoShop.Catalogue;
using Marketing.DemoShop.Words;

namespace Marketing.DemoShop.Customers;

/// <summary>A way of living: what interests it, in which style, from which brands.</summary>
internal sealed record Persona(string Name, double[] KindWeights, double[] Styles, double[] BrandTaste)
{
    /// <summary>Reads the table; some kinds are in demand with everybody, beyond that the weight of an aisle falls on its kinds in the persona's own way.</summary>
    public static IReadOnlyList<Persona> ReadAll(ulong seed, IReadOnlyList<Kind> kinds)
    {
        var market = new Dice(seed, Purpose.Catalogue);
        double[] demand = [.. kinds.Select(_ => Math.Exp(0.5 * market.Normal()))];
        return
        [
            .. Personas
                .Table.Split('\n')
                .Select((line, index) => Read(line.Split('|'), kinds, demand, new Dice(seed, Purpose.Persona, index))),
        ];
    }

    private static Persona Read(string[] parts, IReadOnlyList<Kind> kinds, double[] demand, Dice dice)
    {
        var aisles = Weights(parts[1]);
        var looks = Weights(parts[2]);
        var unknown = aisles.Keys.Except(kinds.Select(kind => kind.Aisle)).FirstOrDefault();
        if (unknown is not null)
        {
            throw new InvalidDataException($"The persona '{parts[0]}' names the aisle '{unknown}', which does not exist.");
        }

        return new Persona(
            parts[0],
            [.. kinds.Select(kind => demand[kind.Index] * aisles.GetValueOrDefault(kind.Aisle, 0.03) * Math.Exp(0.6 * dice.Normal()))],
            [.. NameWords.Styles.Select(style => 0.55 * looks.GetValueOrDefault(style.En, 0) + 0.2 * dice.Normal())],
            [.. Enumerable.Range(0, Maker.Dimensions).Select(_ => 1.3 * dice.Normal())]
        );
    }

    private static Dictionary<string, double> Weights(string list) =>
        list.Split(',')
            .Select(entry => (Entry: entry.Trim(), At: entry.Trim().LastIndexOf(' ')))
            .ToDictionary(e => e.Entry[..e.At], e => double.Parse(e.Entry[(e.At + 1)..], CultureInfo.InvariantCulture));
}
