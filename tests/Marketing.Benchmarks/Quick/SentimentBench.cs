using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Marketing.Learning;
using Marketing.Learning.Sentiment;
using Marketing.Learning.Text;
using Marketing.Sentiment;
using Marketing.Sentiment.Model;
using Marketing.Sentiment.Serving;
using Marketing.Store;
using Marketing.Training;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Marketing.Benchmarks.Quick;

/// <summary>
/// Target: POST /sentiment with 100 texts at least 200 requests/s on two cores. The module on a bare Kestrel, a trained model that draws on the base, evidence and aspects in
/// every answer; the load comes from a process of its own. The host's sign-in, limits and log are not in it.
/// </summary>
internal static class SentimentBench
{
    private const int Batch = 100;
    private const int Trained = 5_000;
    private const int Asked = 4_000;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(4);

    // While the code is still being compiled, requests cost what they never will again.
    private const int WarmUp = 200;
    private static int _served;
    private static TimeSpan _spentWhenWarm;

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        var data = Reviews();
        await using var app = await StartAsync(await Workplace.StartServerAsync(), data);
        InProcess(app.Services.GetRequiredService<SentimentReader>(), data);
        await OverHttpAsync(app);
        await app.StopAsync();
    }

    private static async Task OverHttpAsync(WebApplication app)
    {
        await LoadProcess.RunAsync("load-texts", app.Urls.First());
        var spent = Environment.CpuUsage.TotalTime - _spentWhenWarm;
        Console.WriteLine(
            $"the server's CPU time: {spent.TotalMilliseconds / Math.Max(1, _served - WarmUp):0.0} ms a request, the first {WarmUp} not counted"
        );
    }

    /// <summary>The process that asks: eight connections, each as fast as it is answered.</summary>
    /// <param name="url">The server's.</param>
    public static async Task LoadAsync(string url)
    {
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        var texts = Reviews().Texts;
        var bodies = Enumerable
            .Range(0, Asked / Batch)
            .Select(batch => JsonContent.Create(new { texts = texts.Skip(batch * Batch).Take(Batch) }))
            .ToList();
        var bytes = new List<byte[]>();
        foreach (var body in bodies)
        {
            bytes.Add(await body.ReadAsByteArrayAsync());
        }

        await ClosedLoopAsync(client, bytes);
        var (requests, seconds) = await ClosedLoopAsync(client, bytes);
        Console.WriteLine(
            $"over HTTP, 8 connections, {Batch} texts a request: {requests / seconds:N0} requests/s, {Batch * requests / seconds:N0} texts/s, {bytes.Average(body => body.Length) / 1e3:0} kB a request"
        );
    }

    private static async Task<(int Requests, double Seconds)> ClosedLoopAsync(HttpClient client, List<byte[]> bodies)
    {
        var (count, began) = (0, Stopwatch.GetTimestamp());
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (Stopwatch.GetElapsedTime(began) < Round)
                        {
                            using var body = new ByteArrayContent(bodies[Interlocked.Increment(ref count) % bodies.Count]);
                            body.Headers.ContentType = new("application/json");
                            using var response = await client.PostAsync(new Uri("/sentiment", UriKind.Relative), body);
                            response.EnsureSuccessStatusCode();
                            await response.Content.ReadAsByteArrayAsync();
                        }
                    })
                )
        );
        return (count, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static void InProcess(SentimentReader reader, LabelledTexts data)
    {
        var (current, texts) = (reader.Current, data.Texts.Take(Asked).ToArray());
        var probabilities = new double[current.Classifier.Classes];
        // Until the hot code is compiled for good.
        Yardstick.Best(
            4,
            () =>
            {
                foreach (var text in texts)
                {
                    SentimentReader.Read(current, text, null, 5);
                }
            }
        );
        // CPU time: other work on the machine takes turns with this.
        double Micro(Action<string> work) =>
            Enumerable
                .Range(0, 12)
                .Min(_ =>
                    Yardstick.CpuSeconds(() =>
                    {
                        foreach (var text in texts)
                        {
                            work(text);
                        }
                    })
                )
            / texts.Length
            * 1e6;
        Console.WriteLine(
            $"{texts.Length:N0} reviews of {texts.Average(text => text.Length):0} characters, model {current.Classifier.Algorithm} on the base"
        );
        Console.WriteLine($"score: {Micro(text => current.Classifier.Score(text, probabilities)):0.0} µs of CPU a review");
        Console.WriteLine($"evidence: {Micro(text => current.Classifier.Evidence(text, 5)):0.0} µs");
        var tokens = new TokenBuffer();
        var both = Micro(text =>
        {
            TextTokenizer.Read(text, tokens);
            current.Classifier.Read(text, tokens, 5, probabilities);
        });
        Console.WriteLine($"both of them in one pass over the tokens: {both:0.0} µs");
        var aspects = Micro(text =>
        {
            TextTokenizer.Read(text, tokens);
            current.Aspects.Find(text, tokens, null, current.Classifier);
        });
        Console.WriteLine($"aspects: {aspects:0.0} µs");
        Console.WriteLine($"all that an answer holds: {Micro(text => SentimentReader.Read(current, text, null, 5)):0.0} µs");
    }

    private static async Task<WebApplication> StartAsync(EmbeddedPostgres server, LabelledTexts data)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:Marketing", server.ConnectionString),
            new("Marketing:DataDirectory", Workplace.Folder),
        ]);
        var services = builder.Services;
        services.AddMetrics().AddSingleton(TimeProvider.System);
        services.AddMarketingStore(builder.Configuration);
        services.AddMarketingTraining(builder.Configuration);
        services.AddSentiment(builder.Configuration);
        services.AddSingleton<IServingModel<ServedSentiment>>(new Published(Model(data)));
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase))
        );
        var app = builder.Build();
        app.Use(
            (context, next) =>
            {
                if (Interlocked.Increment(ref _served) == WarmUp)
                {
                    _spentWhenWarm = Environment.CpuUsage.TotalTime;
                }

                return next(context);
            }
        );
        app.MapSentiment();
        await app.Services.GetRequiredService<StoreStartup>().PrepareAsync(CancellationToken.None);
        await app.StartAsync();
        return app;
    }

    private static ServedSentiment Model(LabelledTexts data)
    {
        var part = new LabelledTexts([.. data.Texts.Take(Trained)], [.. data.Labels.Take(Trained)]);
        var trainer = TextClassifierTrainers.Find("nbsvm") ?? throw new InvalidOperationException();
        var own = trainer.Train(part, new Dictionary<string, double>(), new TrainingControl(1, Environment.ProcessorCount, null, default));
        return new ServedSentiment(BlendedClassifier.Of(own, BaseModel.Make(), groundShare: .2), IsBase: false);
    }

    /// <summary>Reviews of online-shopping in an order by hash, or as many put together from words.</summary>
    private static LabelledTexts Reviews()
    {
        if (Simulated.PathOf("splits/online-shopping-10-cats.train.csv.gz") is not { } file)
        {
            string[][] words =
            [
                ["很差", "失望", "broken"],
                ["很好", "喜欢", "works well"],
            ];
            var made = Enumerable
                .Range(0, Trained)
                .Select(at => $"质量{words[at % 2][at / 2 % 3]}，物流{words[at % 2][at / 6 % 3]}，{at % 97} the box");
            return new LabelledTexts([.. made], [.. Enumerable.Range(0, Trained).Select(at => (SentimentLabel)(at % 2))]);
        }

        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        reader.ReadLine();
        // One row a line, the label last; rows whose text holds a line break are passed over.
        var rows = reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line.EndsWith(",0", StringComparison.Ordinal) || line.EndsWith(",1", StringComparison.Ordinal))
            .OrderBy(line => Hash(line))
            .ToList();
        return new LabelledTexts(
            [.. rows.Select(line => line[..^2].Trim('"'))],
            [.. rows.Select(line => line[^1] == '1' ? SentimentLabel.Positive : SentimentLabel.Negative)]
        );
    }

    private static ulong Hash(string line) => line.Aggregate(0UL, static (hash, unit) => SplitMix64.Mix(hash ^ unit));

    private sealed class Published(ServedSentiment model) : IServingModel<ServedSentiment>
    {
        public ServedModel<ServedSentiment>? Current { get; } = new("1", model, DateTimeOffset.UnixEpoch);

        public event Action? Swapped
        {
            add { }
            remove { }
        }
    }
}
