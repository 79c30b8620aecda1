namespace Marketing.Benchmarks.Quick;

/// <summary>
/// A replica starts as a process of its own, with no database to be reached, from the snapshot of a model of 100,000 users × 100,000 items × 64 factors. Target: it
/// recommends within 3 s.
/// </summary>
internal static class StartBench
{
    private const int Rounds = 3;

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("marketing-bench-start-");
        try
        {
            ProductHost.WriteSnapshot(folder.FullName);
            for (var round = 1; round <= Rounds; round++)
            {
                await using var host = await ProductHost.StartAsync(folder.FullName);
                Console.WriteLine($"start {round}: alive after {host.Live:0.00} s, recommends after {host.Answer:0.00} s");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
