using System.Globalization;
using Marketing.DemoShop.Words;

namespace Marketing.DemoShop.Catalogue;

/// <summary>A brand: its name, where it sells, how dear it is, and what it stands for in a space of <see cref="Dimensions"/> hidden directions.</summary>
internal sealed record Maker(int Index, string Name, string NameZh, double PriceLevel, IReadOnlyList<string> Departments, double[] Image)
{
    public const int Dimensions = 6;

    public static IReadOnlyList<Maker> ReadAll(ulong seed) =>
        [
            .. Brands
                .Table.Split('\n')
                .Select(line => line.Split('|'))
                .Select(
                    (parts, index) =>
                        new Maker(
                            index,
                            parts[0],
                            parts[1],
                            double.Parse(parts[2], CultureInfo.InvariantCulture),
                            parts[3].Split(','),
                            RollImage(new Dice(seed, Purpose.Brand, index))
                        )
                ),
        ];

    private static double[] RollImage(Dice dice) => [.. Enumerable.Range(0, Dimensions).Select(_ => dice.Normal() / Math.Sqrt(Dimensions))];
}
