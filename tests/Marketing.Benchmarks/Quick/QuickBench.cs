namespace Marketing.Benchmarks.Quick;

/// <summary>Benchmarks of seconds, not minutes: each prints the machine, a yardstick of the same run, and ratios to it.</summary>
internal static class QuickBench
{
    private static readonly SortedDictionary<string, (string What, Action Run)> All = new(StringComparer.Ordinal)
    {
        ["ads"] = ("the ad policy on known truth: share of the best value, coverage of intervals, budgets", AdsBench.Run),
        ["decisions"] = ("POST /ads/decisions with 1,000 live ads and 3 placements at 300 requests/s, over PostgreSQL", DecisionsBench.Run),
        ["bandit"] = ("regret of Thompson sampling over 200 seeds", BanditBench.Run),
        ["clicks"] = ("rows a second to train the models of clicks", ClicksBench.Run),
        ["plan"] = ("a plan for 100,000 customers × 20 ads × 3 channels × 24 hours", PlanBench.Run),
        ["als"] = ("seconds an epoch on movielens-1m (or a simulated set of its size)", AlsBench.Run),
        ["serving"] = ("answers from a model of 100,000 users × 100,000 items × 64 factors, in process and over HTTP", ServingBench.Run),
        ["serving-host"] = (
            "the same over HTTP from the whole product in a process of its own [folder of a published product]",
            WholeHostBench.Run
        ),
        ["serving-large"] = ("answers over HTTP from a model of 1,000,000 items at 200 requests/s", LargeCatalogueBench.Run),
        ["serving-training"] = (
            "answers over HTTP while a model is trained in the same process, and while none is",
            TrainingBesideBench.Run
        ),
        ["mailing"] = ("POST /recommendations/batch for 10,000 users", MailingBench.Run),
        ["memory"] = ("what each recommender estimates beforehand to need, and what it takes", MemoryBench.Run),
        ["start"] = ("a replica that starts with that model, with and without PostgreSQL [folder of a published product]", StartBench.Run),
        ["ingest"] = (
            "events a second, in the batches of an import and of the interface",
            () => IngestBench.RunAsync([]).GetAwaiter().GetResult()
        ),
        ["neural"] = ("matrix products of the layers, training of cnn, rnn and gru", NeuralBench.Run),
        ["sentiment"] = ("POST /sentiment with 100 texts, in process and over HTTP", SentimentBench.Run),
        ["similarity"] = (
            "growth of the neighbour models from 0.1 to 20 million interactions, as a table and similarity.svg",
            SimilarityBench.Run
        ),
        ["text"] = ("tokenising and counting imdb train (or made-up words), scoring one review", TextBench.Run),
        ["text-training"] = ("training of naive-bayes and nbsvm on imdb (or made-up words)", TextTrainingBench.Run),
        ["topk"] = ("exact top 10 of 100,000 items × 64 factors", TopKBench.Run),
    };

    /// <summary>Exit code, or null when the arguments are none of its own.</summary>
    public static int? Run(string[] args)
    {
        if (args.Length == 0)
        {
            foreach (var (name, (what, _)) in All)
            {
                Console.WriteLine($"{name, -12} {what}");
            }

            Console.WriteLine($"{"ingest", -12} events a second into the store, in the batches of imports and of the interface");
            Console.WriteLine($"{"import", -12} rows a second of import events, from a file into the store");
            Console.WriteLine(
                $"{"profiles", -12} the nightly run of profiles over a tenth of 1 M customers and 20 M events; counts of segments at 1 M"
            );
            Console.WriteLine($"{"analytics", -12} answers of analytics and data quality over HTTP, by default at a tenth of 10 M events");
            Console.WriteLine($"{"refusal", -12} milliseconds after which a refusal at one host holds on another");
            Console.WriteLine($"{"erasure", -12} seconds until nothing of an erased person is in any answer of two hosts");
            Console.WriteLine($"{"--filter …", -12} BenchmarkDotNet");
            return 0;
        }

        if (!All.TryGetValue(args[0], out var bench))
        {
            return null;
        }

        Yardstick.Print();
        bench.Run();
        return 0;
    }
}
