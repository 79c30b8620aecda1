using System.Globalization;
using Marketing.Learning.Recommenders;

namespace Marketing.Benchmarks.Quick;

/// <summary>
/// A run refuses what would not fit by what each recommender estimates: here beside what it then takes. Some 5 minutes of one core: what a
/// recommender takes grows with the interactions, not with the time, so a short budget shows the same.
/// </summary>
internal static class MemoryBench
{
    private const int Interactions = 200_000;

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(30);

    public static void Run() => Run(Interactions, Interactions / 200, [.. RecommenderTrainers.All.Select(trainer => trainer.Algorithm)]);

    /// <summary>Another size: <c>memory INTERACTIONS ITEMS MODEL...</c>.</summary>
    public static void Run(string[] arguments) =>
        Run(int.Parse(arguments[0], CultureInfo.InvariantCulture), int.Parse(arguments[1], CultureInfo.InvariantCulture), arguments[2..]);

    private static void Run(int interactions, int items, string[] models)
    {
        var data = Simulated.Shop(interactions / 50, items, interactions, seed: 3);
        Console.WriteLine(
            "interactions     users    items   model         train s    CPU s   CPU µs/interaction   estimated MB   peak MB   MB/million"
        );
        foreach (var name in models)
        {
            var trainer = RecommenderTrainers.Find(name) ?? throw new ArgumentException($"There is no model {name}.", nameof(models));
            if (trainer.WhyNotApplicable(data) is { } reason)
            {
                Console.WriteLine($"{interactions, 12:N0}  {data.UserCount, 8:N0} {data.ItemCount, 8:N0}   {name, -12} refused: {reason}");
                continue;
            }

            SimilarityBench.One(name, data, Budget);
        }
    }
}
