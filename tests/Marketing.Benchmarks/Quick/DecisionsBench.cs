using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;

namespace Marketing.Benchmarks.Quick;

/// <summary>Target: POST /ads/decisions with 1,000 live ads and 3 placements, p99 below 10 ms at 300 requests/s on two cores.</summary>
internal static class DecisionsBench
{
    private static readonly int[] RequestsPerSecond = [50, 100, 300];

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        await using var host = await DecisionsHost.StartAsync();
        Console.WriteLine($"{DecisionsHost.Ads:N0} ads, {DecisionsHost.Placements.Length} placements, each request another customer");
        DecisionCost.Print(host.App.Services);
        using var server = Process.GetCurrentProcess();
        var database = Workplace.Processes();
        foreach (var rate in RequestsPerSecond)
        {
            await AskAsync(host.App, rate, server, database);
        }
    }

    private static async Task AskAsync(WebApplication app, int rate, Process server, PostgresProcesses database)
    {
        server.Refresh();
        var (cpu, cpuOfDatabase) = (server.TotalProcessorTime, database.CpuSeconds());
        await LoadProcess.RunAsync("load-decisions", app.Urls.First(), rate.ToString(CultureInfo.InvariantCulture));
        server.Refresh();
        var requests = DecisionsLoad.Requests(rate);
        Console.WriteLine(
            $"  CPU a request: server {(server.TotalProcessorTime - cpu).TotalMilliseconds / requests:0.00} ms, PostgreSQL {(database.CpuSeconds() - cpuOfDatabase) * 1e3 / requests:0.00} ms"
        );
    }
}
