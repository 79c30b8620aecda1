using Marketing.Learning;
using Marketing.Learning.Recommenders;

namespace Marketing.Benchmarks.Quick;

/// <summary>Growth of the neighbour models with the interactions: the last column should stay flat, not grow with them.</summary>
internal static class SimilarityBench
{
    public static void Run()
    {
        Console.WriteLine("interactions     users    items   model         train s   managed MB   µs/interaction");
        foreach (var interactions in (int[])[100_000, 1_000_000, 10_000_000])
        {
            var data = Simulated.Shop(interactions / 50, interactions / 200, interactions, seed: 3);
            foreach (var name in (string[])["item-cosine", "user-cosine"])
            {
                var trainer = RecommenderTrainers.Find(name) ?? throw new InvalidOperationException(name);
                var control = new TrainingControl(1, Environment.ProcessorCount, null, CancellationToken.None);
                var before = GC.GetTotalMemory(forceFullCollection: true);
                IRecommender? model = null;
                var seconds = Yardstick.Seconds(() => model = trainer.Train(data, new Dictionary<string, double>(), control));
                var megabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1048576.0;
                GC.KeepAlive(model);
                Console.WriteLine(
                    $"{interactions, 12:N0}  {data.UserCount, 8:N0} {data.ItemCount, 8:N0}   {name, -12} {seconds, 8:0.00}   {megabytes, 10:0}   {seconds / interactions * 1e6:0.00}"
                );
            }
        }
    }
}
