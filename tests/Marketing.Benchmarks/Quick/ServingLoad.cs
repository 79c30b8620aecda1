using System.Diagnostics;
using System.Globalization;

namespace Marketing.Benchmarks.Quick;

/// <summary>Asks a serving host over HTTP: as fast as it answers from its cache, then on a schedule for lists that are in no cache.</summary>
internal static class ServingLoad
{
    private const int CachedUsers = 200;
    private const int RequestsPerSecond = 500;

    // Until the hot code is compiled for good; customers meet a server that has run for longer.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);
    private const int Rounds = 5;
    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(10);

    /// <param name="url">The server's.</param>
    public static async Task RunAsync(string url)
    {
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        for (var user = 0; user < CachedUsers; user++)
        {
            await GetAsync(client, $"/recommendations/user-{user}");
        }

        Task<double> Cached() => ClosedLoopAsync(client, at => $"/recommendations/user-{at % CachedUsers}", Round);
        Task<double> Live() => ClosedLoopAsync(client, _ => "/health/live", Round);
        var (cached, live) = (0.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            (cached, live) = (Math.Max(cached, await Cached()), Math.Max(live, await Live()));
        }

        Console.WriteLine(
            $"over HTTP, 8 connections, best of 5 rounds: cached {cached:N0}/s = {cached / live:0.00} × /health/live ({live:N0}/s)"
        );
        await OpenLoopAsync(client, firstUser: 50_000, WarmUp);
        var took = await OpenLoopAsync(client, firstUser: 10_000, LoadTime);
        Console.WriteLine(
            $"over HTTP, {RequestsPerSecond} requests/s on a schedule, each of another user: p50 {Quantile(took, .5):0.0} ms, p99 {Quantile(took, .99):0.0} ms, p99.9 {Quantile(took, .999):0.0} ms, worst {took.Max() * 1e3:0.0} ms"
        );
    }

    private static async Task<double> ClosedLoopAsync(HttpClient client, Func<int, string> path, TimeSpan time)
    {
        var (count, began) = (0, Stopwatch.GetTimestamp());
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (Stopwatch.GetElapsedTime(began) < time)
                        {
                            await GetAsync(client, path(Interlocked.Increment(ref count)));
                        }
                    })
                )
        );
        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    // From when each was due, not from when it could be sent: a stall counts for all that it delays.
    private static async Task<double[]> OpenLoopAsync(HttpClient client, int firstUser, TimeSpan time)
    {
        var requests = (int)(time.TotalSeconds * RequestsPerSecond);
        var began = Stopwatch.GetTimestamp();
        var all = new List<Task<double>>(requests);
        while (all.Count < requests)
        {
            var due = Stopwatch.GetElapsedTime(began).TotalSeconds * RequestsPerSecond;
            while (all.Count < Math.Min(due, requests))
            {
                all.Add(OneAsync(client, firstUser, all.Count, began));
            }

            await Task.Delay(1);
        }

        return await Task.WhenAll(all);
    }

    private static async Task<double> OneAsync(HttpClient client, int firstUser, int number, long began)
    {
        await GetAsync(client, string.Create(CultureInfo.InvariantCulture, $"/recommendations/user-{firstUser + number}"));
        return Stopwatch.GetElapsedTime(began).TotalSeconds - ((double)number / RequestsPerSecond);
    }

    private static async Task GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        response.EnsureSuccessStatusCode();
    }

    private static double Quantile(double[] seconds, double share) => ServingBench.Quantile(seconds, share) * 1e3;
}
