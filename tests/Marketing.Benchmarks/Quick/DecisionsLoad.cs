using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;

namespace Marketing.Benchmarks.Quick;

/// <summary>Asks for decisions on a schedule, whether or not the last answers have come.</summary>
internal static class DecisionsLoad
{
    // Until the hot code is compiled for good; customers meet a server that has run for longer.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(20);

    /// <summary>How many requests are made at a rate, those that warm up among them.</summary>
    public static int Requests(int rate) => (int)((WarmUp + Time).TotalSeconds * rate);

    public static async Task RunAsync(string url, int rate)
    {
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        await OpenLoopAsync(client, rate, WarmUp, first: 1_000_000 * (rate + 1));
        var took = await OpenLoopAsync(client, rate, Time, first: 1_000_000 * rate);
        Array.Sort(took);
        Console.WriteLine(
            $"{rate} requests/s: p50 {Quantile(took, .5):0.0} ms, p90 {Quantile(took, .9):0.0} ms, p99 {Quantile(took, .99):0.0} ms, worst {took[^1] * 1e3:0} ms"
        );
    }

    private static double Quantile(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))] * 1e3;

    // From when each was due, not from when it could be sent: a stall counts for all that it delays. A thread of its own keeps the schedule: timers
    // are late when all threads of the pool are busy with answers.
    private static async Task<double[]> OpenLoopAsync(HttpClient client, int rate, TimeSpan time, int first)
    {
        var all = new Task<double>[(int)(time.TotalSeconds * rate)];
        var schedule = new Thread(() =>
        {
            var began = Stopwatch.GetTimestamp();
            for (var at = 0; at < all.Length; at++)
            {
                var due = began + (long)(at * (double)Stopwatch.Frequency / rate);
                while (Stopwatch.GetTimestamp() < due)
                {
                    Thread.Sleep(
                        TimeSpan.FromTicks(Math.Max(1, (due - Stopwatch.GetTimestamp()) * TimeSpan.TicksPerSecond / Stopwatch.Frequency))
                    );
                }

                var number = first + at;
                all[at] = Task.Run(() => OneAsync(client, number, due));
            }
        })
        {
            IsBackground = true,
            Priority = ThreadPriority.Highest,
        };
        schedule.Start();
        await Task.Run(schedule.Join);
        return await Task.WhenAll(all);
    }

    private static async Task<double> OneAsync(HttpClient client, int number, long due)
    {
        using var response = await client.PostAsJsonAsync(
            new Uri("/ads/decisions", UriKind.Relative),
            new
            {
                userId = string.Create(CultureInfo.InvariantCulture, $"user-{number}"),
                context = new { device = number % 2 == 0 ? "phone" : "desktop" },
                placements = DecisionsHost.Placements.Select(placement => new { placement, n = 1 }),
            }
        );
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync();
        return Stopwatch.GetElapsedTime(due).TotalSeconds;
    }
}
