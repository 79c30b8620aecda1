namespace Marketing.Benchmarks.Quick;

/// <summary>
/// A replica starts as a process of its own with a model of 100,000 users × 100,000 items × 64 factors: from its snapshot while there is no database, with both, and from the
/// database alone. Target: it recommends within 3 s, with and without PostgreSQL.
/// </summary>
internal static class StartBench
{
    private const int Rounds = 3;

    public static void Run() => RunAsync(ProductHost.Built).GetAwaiter().GetResult();

    /// <param name="program">Folder of the product.</param>
    public static async Task RunAsync(string program)
    {
        var folder = ProductHost.NewFolder();
        try
        {
            ProductHost.WriteSnapshot(folder.FullName);
            for (var round = 1; round <= Rounds; round++)
            {
                await StartAsync($"no database, start {round}", folder.FullName, program, database: null);
            }

            await using var database = await ProductDatabase.StartAsync(folder.FullName);
            for (var round = 1; round <= Rounds; round++)
            {
                await StartAsync($"with PostgreSQL, start {round}", folder.FullName, program, database.ConnectionString);
            }

            for (var round = 1; round <= Rounds; round++)
            {
                var empty = folder.CreateSubdirectory($"replica-{round}").FullName;
                await StartAsync($"with PostgreSQL and no snapshot, start {round}", empty, program, database.ConnectionString);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task StartAsync(string what, string folder, string program, string? database)
    {
        await using var host = await ProductHost.StartAsync(folder, program, database);
        Console.WriteLine(
            $"{what}: alive after {host.Live:0.00} s, recommends after {host.Answer:0.00} s, {host.CpuTime.TotalSeconds:0.0} s of CPU"
        );
    }
}
