using System.Diagnostics;
using System.Globalization;
using Marketing.Store.Imports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Marketing.Store.Tests.Imports;

/// <summary>An import in another process, which can be killed.</summary>
internal static class ImportProcess
{
    /// <summary>The runner as the store's registration gives it, on a database.</summary>
    public static ServiceProvider Services(string connectionString) =>
        new ServiceCollection()
            .AddLogging(logging => logging.ClearProviders())
            .AddMarketingStore(
                new ConfigurationBuilder()
                    .AddInMemoryCollection([
                        new("ConnectionStrings:Marketing", connectionString),
                        new("Marketing:DataDirectory", Path.GetTempPath()),
                    ])
                    .Build()
            )
            .BuildServiceProvider();

    /// <summary>What the other process does: writes the number of stored rows after each batch.</summary>
    public static async Task<int> RunAsync(string connectionString, string kind, string file)
    {
        await using var services = Services(connectionString);
        var request = new ImportRequest
        {
            Kind = kind,
            Files = [file],
            RejectFolder = Path.GetTempPath(),
        };
        await services.GetRequiredService<ImportRunner>().RunAsync(request, new Lines(), CancellationToken.None);
        return 0;
    }

    /// <summary>Starts an import and kills the process (SIGKILL) once it has stored something.</summary>
    /// <returns>Rows that it said were stored.</returns>
    public static async Task<long> StartAndKillAsync(string connectionString, string kind, string file)
    {
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileName(path) is "dotnet" ? path : "dotnet";
        using var process =
            Process.Start(
                new ProcessStartInfo(dotnet, [typeof(ImportProcess).Assembly.Location, "import", connectionString, kind, file])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                }
            ) ?? throw new InvalidOperationException("No process.");
        var line = await process.StandardOutput.ReadLineAsync();
        process.Kill();
        await process.WaitForExitAsync();
        return long.Parse(line ?? "0", CultureInfo.InvariantCulture);
    }

    private sealed class Lines : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => Console.WriteLine(value.Rows);
    }
}
