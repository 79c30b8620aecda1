using Marketing.Learning;
using Marketing.Learning.Customers.Segments;
using Marketing.Profiles.Features;

namespace Marketing.Profiles.Model;

/// <summary>Clusters of customers on some of their features.</summary>
/// <param name="Means">Of the features among all. Shape [<see cref="Names"/>].</param>
/// <param name="Deviations">Of the features among all.</param>
/// <param name="Found">The clusters, on standardised features.</param>
internal sealed record CustomerClusters(double[] Means, double[] Deviations, KMeans Found)
{
    /// <summary>Below this many standard deviations a difference is no trait.</summary>
    private const double Remarkable = .4;
    private const int MostTraits = 3;
    private const int Most = 8;
    private const int Fewest = 60;

    private static readonly (string Name, string High, string Low)[] Used =
    [
        ("daysSincePurchase", "bought long ago", "bought lately"),
        ("orders", "many orders", "few orders"),
        ("spend", "much spent", "little spent"),
        ("meanOrder", "large orders", "small orders"),
        ("returnShare", "many returns", "few returns"),
        ("discountShare", "buys reduced", "buys at full price"),
        ("looks30Days", "looks often", "looks seldom"),
        ("reviewTone", "content", "discontent"),
    ];

    private static readonly int[] Places = [.. Used.Select(used => ModelInputs.Names.ToList().IndexOf(used.Name))];

    /// <summary>The features in use.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Used.Select(used => used.Name)];

    /// <summary>Finds clusters; null where there are too few customers.</summary>
    public static CustomerClusters? Train(IClusterTrainer trainer, IReadOnlyList<double[]> inputs, TrainingControl control)
    {
        if (inputs.Count < Fewest)
        {
            return null;
        }

        double[] means = [.. Places.Select(place => inputs.Average(row => row[place]))];
        double[] deviations =
        [
            .. Places.Select(
                (place, i) =>
                    Math.Sqrt(inputs.Average(row => Math.Pow(row[place] - means[i], 2))) is > 1e-9 and var deviation ? deviation : 1
            ),
        ];
        var empty = new CustomerClusters(means, deviations, new KMeans([], [], 0));
        return empty with { Found = trainer.Train([.. inputs.Select(row => empty.Row(row))], 2, Most, control) };
    }

    /// <summary>The cluster's number, from 1.</summary>
    public int Of(ReadOnlySpan<double> inputs) => Found.Of(Row(inputs)) + 1;

    /// <summary>How far each feature's mean in a cluster is from that of all, in standard deviations; the farthest first.</summary>
    /// <param name="cluster">From 1.</param>
    public IReadOnlyList<KeyValuePair<string, double>> TraitsOf(int cluster) =>
        [
            .. Names
                .Zip(Found.Centres[cluster - 1], (name, centre) => KeyValuePair.Create(name, Math.Round(centre, 3)))
                .OrderByDescending(trait => Math.Abs(trait.Value))
                .ThenBy(trait => trait.Key, StringComparer.Ordinal),
        ];

    /// <summary>A name by what sets the cluster apart.</summary>
    public string NameOf(int cluster)
    {
        var traits = TraitsOf(cluster).Where(trait => Math.Abs(trait.Value) >= Remarkable).Take(MostTraits).ToArray();
        string[] words =
        [
            .. traits.Select(trait =>
            {
                var (_, high, low) = Used.First(used => used.Name == trait.Key);
                return trait.Value > 0 ? high : low;
            }),
        ];
        var name = words.Length == 0 ? "like most" : string.Join(", ", words);
        return char.ToUpperInvariant(name[0]) + name[1..];
    }

    private double[] Row(ReadOnlySpan<double> inputs)
    {
        var row = new double[Places.Length];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = (inputs[Places[i]] - Means[i]) / Deviations[i];
        }

        return row;
    }
}
