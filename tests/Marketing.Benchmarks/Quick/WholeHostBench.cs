namespace Marketing.Benchmarks.Quick;

/// <summary>
/// The load of <see cref="ServingBench"/> on the product itself instead of the module's endpoints: with sign-in, limits and request log. Target: p99 below 10 ms at 500 requests/s.
/// </summary>
internal static class WholeHostBench
{
    private const int Rate = 500;
    private const int Rounds = 3;

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("marketing-bench-host-");
        try
        {
            ProductHost.WriteSnapshot(folder.FullName);
            await using var host = await ProductHost.StartAsync(folder.FullName);
            for (var round = 0; round <= Rounds; round++)
            {
                var before = host.CpuTime;
                await LoadProcess.RunAsync(
                    "load-at",
                    host.Url,
                    $"{Rate}",
                    $"{round * 10 * Rate}",
                    round == 0 ? "" : "the whole host, each of another user"
                );
                Console.WriteLine($"  {(host.CpuTime - before).TotalMilliseconds / (10 * Rate):0.00} ms of CPU a request in the server");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
