using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Marketing.Recommendations.Artefact;
using Marketing.Training;

namespace Marketing.Benchmarks.Quick;

/// <summary>The product as shops run it, in a process of its own: sign-in, limits, request log and all.</summary>
internal sealed class ProductHost : IAsyncDisposable
{
    /// <summary>As it was built with the benchmarks: compiled as it runs. Images are compiled ahead of time (Dockerfile).</summary>
    public static readonly string Built = AppContext.BaseDirectory;

    /// <summary>Of the role storefront.</summary>
    public const string Key = "key-of-the-bench-0123456789";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private ProductHost(Process process, string url, double live, double answer) =>
        (_process, Url, Live, Answer) = (process, url, live, answer);

    public string Url { get; }

    /// <summary>Seconds from its start until it was alive.</summary>
    public double Live { get; }

    /// <summary>Seconds from its start until it recommended.</summary>
    public double Answer { get; }

    /// <summary>Its CPU time so far.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>One that PostgreSQL may enter, too, which a temporary folder of this account is not.</summary>
    public static DirectoryInfo NewFolder() =>
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"marketing-bench-{Environment.ProcessId}"));

    /// <summary>Where a replica looks for the model that it kept.</summary>
    public static string Snapshot(string folder) => Path.Combine(folder, "models", "recommendations.artefact");

    /// <summary>Puts the model of <see cref="ServingShop"/> there.</summary>
    public static void WriteSnapshot(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "models"));
        Write(Snapshot(folder));
    }

    /// <summary>Starts it, and returns once it recommends.</summary>
    /// <param name="folder">Its data directory.</param>
    /// <param name="program">Where the product lies.</param>
    /// <param name="database">Connection string; null: there is none to be reached.</param>
    public static async Task<ProductHost> StartAsync(string folder, string program, string? database = null)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo("dotnet", [Path.Combine(program, "Marketing.Api.dll"), "serve", "--urls", url])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment =
            {
                ["Marketing__DataDirectory"] = folder,
                ["ConnectionStrings__Marketing"] = database ?? "Host=127.0.0.1;Port=1;Username=nobody;Database=nothing",
                ["Auth__Keys__0__Name"] = "bench",
                ["Auth__Keys__0__Role"] = "storefront",
                ["Auth__Keys__0__Key"] = Key,
            },
        };
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Add("X-Api-Key", Key);
        var began = Stopwatch.GetTimestamp();
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
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
            return new ProductHost(process, url, live, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        catch
        {
            await EndAsync(process);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await EndAsync(_process);

    private static async Task EndAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
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
