using System.Diagnostics;
using System.Net.Http.Json;
using Marketing.Store;

namespace Marketing.Benchmarks.Quick;

/// <summary>One call for the lists of a whole mailing, streamed: how long until the first line and the last, and what the server held meanwhile.</summary>
internal static class MailingBench
{
    private const int Users = 10_000;

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        var model = ServingBench.Load();
        using var catalogue = Catalogue.Of(ServingShop.Catalogue());
        await using var app = await ServingHost.StartAsync(model, catalogue, logQueue: 10 * Users);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(5) };
        for (var round = 0; round < 3; round++)
        {
            await AskAsync(client, round * Users);
        }
    }

    private static async Task AskAsync(HttpClient client, int firstUser)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/recommendations/batch")
        {
            Content = JsonContent.Create(
                new { users = Enumerable.Range(firstUser, Users).Select(ServingShop.User), placements = new[] { new { n = 10 } } }
            ),
        };
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        var (before, most) = (GC.GetTotalMemory(forceFullCollection: true), 0L);
        var began = Stopwatch.GetTimestamp();
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        var (count, first) = (0, TimeSpan.Zero);
        while (await lines.ReadLineAsync() is not null)
        {
            first = count++ == 0 ? Stopwatch.GetElapsedTime(began) : first;
            most = count % 500 == 0 ? Math.Max(most, GC.GetTotalMemory(forceFullCollection: false)) : most;
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine(
            $"{count:N0} lists of 10 with reasons: first after {first.TotalMilliseconds:0} ms, all after {seconds:0.0} s ({count / seconds:N0} lists/s), at most {(most - before) / 1e6:0} MB more in use"
        );
    }
}
