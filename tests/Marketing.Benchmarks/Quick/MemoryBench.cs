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

    public static void Run()
    {
        var data = Simulated.Shop(Interactions / 50, Interactions / 200, Interactions, seed: 3);
        Console.WriteLine(
            "interactions     users    items   model         train s    CPU s   CPU µs/interaction   estimated MB   peak MB   MB/million"
        );
        foreach (var trainer in RecommenderTrainers.All.Where(trainer => trainer.WhyNotApplicable(data) is null))
        {
            SimilarityBench.One(trainer.Algorithm, data, Budget);
        }
    }
}
