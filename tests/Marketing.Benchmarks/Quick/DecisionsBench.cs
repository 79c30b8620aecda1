using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;

namespace Marketing.Benchmarks.Quick;

/// <summary>Target: POST /ads/decisions with 1,000 live ads and 3 placements, p99 below 10 ms at 300 requests/s on two cores.</summary>
internal static class DecisionsBench
{
    private const int RequestsPerSecond = 300;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(15);

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "marketing-bench-" + Environment.ProcessId));
        try
        {
            await using var host = await DecisionsHost.StartAsync(folder.FullName);
            using var client = new HttpClient { BaseAddress = new Uri(host.App.Urls.First()) };
            await OpenLoopAsync(client, WarmUp, first: 1_000_000);
            var took = await OpenLoopAsync(client, LoadTime, first: 0);
            Array.Sort(took);
            Console.WriteLine(
                $"{DecisionsHost.Ads:N0} ads, {DecisionsHost.Placements.Length} placements, {RequestsPerSecond} requests/s, each another customer: p50 {took[took.Length / 2] * 1e3:0.0} ms, p90 {took[took.Length * 9 / 10] * 1e3:0.0} ms, p99 {took[took.Length * 99 / 100] * 1e3:0.0} ms, worst {took[^1] * 1e3:0} ms"
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // From when each was due, not from when it could be sent: a stall counts for all that it delays.
    private static async Task<double[]> OpenLoopAsync(HttpClient client, TimeSpan time, int first)
    {
        var requests = (int)(time.TotalSeconds * RequestsPerSecond);
        var began = Stopwatch.GetTimestamp();
        var all = new List<Task<double>>(requests);
        while (all.Count < requests)
        {
            var due = Stopwatch.GetElapsedTime(began).TotalSeconds * RequestsPerSecond;
            while (all.Count < Math.Min(due, requests))
            {
                all.Add(OneAsync(client, all.Count, first, began));
            }

            await Task.Delay(1);
        }

        return await Task.WhenAll(all);
    }

    private static async Task<double> OneAsync(HttpClient client, int number, int first, long began)
    {
        using var response = await client.PostAsJsonAsync(
            new Uri("/ads/decisions", UriKind.Relative),
            new
            {
                userId = string.Create(CultureInfo.InvariantCulture, $"user-{first + number}"),
                context = new { device = number % 2 == 0 ? "phone" : "desktop" },
                placements = DecisionsHost.Placements.Select(placement => new { placement, n = 1 }),
            }
        );
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync();
        return Stopwatch.GetElapsedTime(began).TotalSeconds - ((double)number / RequestsPerSecond);
    }
}
