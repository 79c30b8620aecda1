namespace Marketing.Benchmarks.Quick;

/// <summary>
/// The load of <see cref="ServingBench"/> on the product itself instead of the module's endpoints, with sign-in, limits and request log: from its snapshot while there is no database,
/// then over PostgreSQL, where each answer reads its user's newest events. Target: p99 below 10 ms at 500 requests/s.
/// </summary>
internal static class WholeHostBench
{
    private const int Rate = 500;
    private const int Seconds = 10;
    private const int WarmUps = 3;
    private const int Rounds = 3;
    private const double IdleShare = 0.05;
    private const int IdleSeconds = 3;

    public static void Run() => RunAsync(ProductHost.Built).GetAwaiter().GetResult();

    /// <param name="program">Folder of the product.</param>
    public static async Task RunAsync(string program)
    {
        var folder = ProductHost.NewFolder();
        try
        {
            ProductHost.WriteSnapshot(folder.FullName);
            await using (var host = await ProductHost.StartAsync(folder.FullName, program))
            {
                await MeasureAsync(host, "no database", () => 0);
            }

            await using var database = await ProductDatabase.StartAsync(folder.FullName);
            await using var joined = await ProductHost.StartAsync(folder.FullName, program, database.ConnectionString);
            await UntilIdleAsync(joined, database.Processes.CpuSeconds);
            await MeasureAsync(joined, "over PostgreSQL", database.Processes.CpuSeconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Until the upkeep of a database that was filled a moment ago (profiles, counts) is through: a shop's is, when its customers come.</summary>
    private static async Task UntilIdleAsync(ProductHost host, Func<double> postgres)
    {
        var spent = double.PositiveInfinity;
        while (spent > IdleShare * IdleSeconds)
        {
            var before = host.CpuTime.TotalSeconds + postgres();
            await Task.Delay(TimeSpan.FromSeconds(IdleSeconds));
            spent = host.CpuTime.TotalSeconds + postgres() - before;
        }

        Console.WriteLine($"idle after {host.CpuTime.TotalSeconds:0} s of CPU in the host, {postgres():0} in PostgreSQL");
    }

    private static async Task MeasureAsync(ProductHost host, string what, Func<double> postgres)
    {
        for (var round = -WarmUps; round < Rounds; round++)
        {
            var (inHost, inPostgres) = (host.CpuTime, postgres());
            var firstUser = (round + WarmUps) * Seconds * Rate;
            await LoadProcess.RunAsync("load-at", host.Url, $"{Rate}", $"{firstUser}", round < 0 ? "" : $"{what}, each of another user");
            if (round >= 0)
            {
                Console.WriteLine(
                    $"  {(host.CpuTime - inHost).TotalMilliseconds / (Seconds * Rate):0.00} ms of CPU a request in the host, {(postgres() - inPostgres) * 1e3 / (Seconds * Rate):0.00} in PostgreSQL"
                );
            }
        }

        await LoadProcess.RunAsync("load-live", host.Url, $"{Rate}");
    }
}
