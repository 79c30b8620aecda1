using System.Diagnostics;

namespace Marketing.Benchmarks.Quick;

/// <summary>Asks a serving host over HTTP: as fast as it answers from its cache, then on a schedule for lists that are in no cache.</summary>
internal static class ServingLoad
{
    private const int CachedUsers = 200;
    private static readonly int[] RequestsPerSecond = [100, 300, 500];

    // Until the hot code is compiled for good; customers meet a server that has run for longer.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);
    private const int Rounds = 5;
    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(10);

    /// <param name="url">The server's.</param>
    public static async Task RunAsync(string url)
    {
        using var client = Client(url);
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
        OpenLoop(client, at => $"/recommendations/user-{50_000 + at}", RequestsPerSecond[^1], WarmUp);
        ServingLoad.Live(url, RequestsPerSecond[^1]);
        var firstUser = 10_000;
        foreach (var rate in RequestsPerSecond)
        {
            var first = firstUser;
            var took = OpenLoop(client, at => $"/recommendations/user-{first + at}", rate, LoadTime);
            firstUser += took.Took.Length;
            Print("each of another user", rate, took);
        }
    }

    /// <summary>One schedule for ten seconds, each request of another user; nothing is printed of what only warms up.</summary>
    /// <param name="url">The server's.</param>
    /// <param name="rate">Requests a second.</param>
    /// <param name="firstUser">The first of them; the users of two calls must not overlap, or answers are cached.</param>
    /// <param name="what">Stands before the figures; empty: print none.</param>
    public static void At(string url, int rate, int firstUser, string what)
    {
        using var client = WarmClient(url, rate);
        var took = OpenLoop(client, at => $"/recommendations/user-{firstUser + at}", rate, LoadTime);
        if (what.Length > 0)
        {
            Print(what, rate, took);
        }
    }

    /// <summary>What the machine, the generator and HTTP take by themselves.</summary>
    public static void Live(string url, int rate)
    {
        using var client = WarmClient(url, rate);
        Print("/health/live", rate, OpenLoop(client, _ => "/health/live", rate, LoadTime));
    }

    /// <summary>The same for a while: p50 and p99 in milliseconds, for a program to read.</summary>
    public static string For(string url, int rate, int firstUser, TimeSpan time)
    {
        using var client = WarmClient(url, rate);
        var (took, _) = OpenLoop(client, at => $"/recommendations/user-{firstUser + at}", rate, time);
        return FormattableString.Invariant($"{Quantile(took, .5)} {Quantile(took, .99)}");
    }

    // A generator that has just started compiles for a tenth of a second while its first requests are under way: of five thousand that is the 99th percentile.
    private static HttpClient WarmClient(string url, int rate)
    {
        var client = Client(url);
        OpenLoop(client, _ => "/health/live", rate, Round);
        return client;
    }

    // A bare host asks for no key, the whole product does.
    private static HttpClient Client(string url)
    {
        var client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Add("X-Api-Key", ProductHost.Key);
        return client;
    }

    private static void Print(string what, int rate, (double[] Took, double[] Late) of) =>
        Console.WriteLine(
            $"over HTTP, {rate} requests/s on a schedule, {what}: p50 {Quantile(of.Took, .5):0.0} ms, p99 {Quantile(of.Took, .99):0.0} ms, p99.9 {Quantile(of.Took, .999):0.0} ms, worst {of.Took.Max() * 1e3:0.0} ms; in it, sent late: p50 {Quantile(of.Late, .5):0.0} ms, p99 {Quantile(of.Late, .99):0.0} ms"
        );

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
    private static (double[] Took, double[] Late) OpenLoop(HttpClient client, Func<int, string> path, int rate, TimeSpan time)
    {
        var requests = (int)(time.TotalSeconds * rate);
        var began = Stopwatch.GetTimestamp();
        var all = new List<Task<double>>(requests);
        var late = new double[requests];
        while (all.Count < requests)
        {
            var now = Stopwatch.GetElapsedTime(began).TotalSeconds;
            while (all.Count < Math.Min(now * rate, requests))
            {
                var due = (double)all.Count / rate;
                late[all.Count] = now - due;
                all.Add(OneAsync(client, path(all.Count), due, began));
            }

            // A thread's sleep is a few times more punctual than a timer's callback.
            Thread.Sleep(1);
        }

        return (Task.WhenAll(all).GetAwaiter().GetResult(), late);
    }

    private static async Task<double> OneAsync(HttpClient client, string path, double due, long began)
    {
        await GetAsync(client, path);
        return Stopwatch.GetElapsedTime(began).TotalSeconds - due;
    }

    private static async Task GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        response.EnsureSuccessStatusCode();
    }

    private static double Quantile(double[] seconds, double share) => ServingBench.Quantile(seconds, share) * 1e3;
}
