using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Marketing.Recommendations.Artefact;
using Marketing.Training;

namespace Marketing.Benchmarks.Quick;

/// <summary>
/// A replica starts as a process of its own, with no database to be reached, from the snapshot of a model of 100,000 users × 100,000 items × 64 factors. Target: it
/// recommends within 3 s.
/// </summary>
internal static class StartBench
{
    private const string Key = "key-of-the-bench-0123456789";
    private const int Rounds = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("marketing-bench-start-");
        try
        {
            Write(Path.Combine(folder.CreateSubdirectory("models").FullName, "recommendations.artefact"));
            for (var round = 1; round <= Rounds; round++)
            {
                var (live, answer) = await StartAsync(folder.FullName);
                Console.WriteLine($"start {round}: alive after {live:0.00} s, recommends after {answer:0.00} s");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Write(string path)
    {
        var header = Artefact.Write(
            path,
            (length, checksum) =>
                new ArtefactHeader
                {
                    Model = "recommendations",
                    Version = 1,
                    Algorithm = "als",
                    Engine = "built-in",
                    CreatedAt = DateTimeOffset.UnixEpoch,
                    PayloadLength = length,
                    Checksum = checksum,
                },
            payload => ModelFile.Write(ServingShop.Model(), payload)
        );
        Console.WriteLine($"snapshot of {header.PayloadLength / 1e6:0} MB");
    }

    private static async Task<(double Live, double Answer)> StartAsync(string folder)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Marketing.Api.dll"), "serve", "--urls", url])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment =
            {
                ["Marketing__DataDirectory"] = folder,
                ["ConnectionStrings__Marketing"] = "Host=127.0.0.1;Port=1;Username=nobody;Database=nothing",
                ["Auth__Keys__0__Name"] = "bench",
                ["Auth__Keys__0__Role"] = "storefront",
                ["Auth__Keys__0__Key"] = Key,
            },
        };
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Add("X-Api-Key", Key);
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        try
        {
            await UntilAsync(client, "/health/live", _ => true, began);
            var live = Stopwatch.GetElapsedTime(began).TotalSeconds;
            await UntilAsync(
                client,
                "/recommendations/user-1",
                answer => answer.Contains("\"modelVersion\":\"1\"", StringComparison.Ordinal),
                began
            );
            return (live, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static async Task UntilAsync(HttpClient client, string path, Func<string, bool> isRight, long began)
    {
        while (Stopwatch.GetElapsedTime(began) < Patience)
        {
            try
            {
                using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
                if (response.IsSuccessStatusCode && isRight(await response.Content.ReadAsStringAsync()))
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(5);
        }

        throw new TimeoutException($"{path} does not answer as it should.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
