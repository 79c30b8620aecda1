using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Marketing.Learning;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using Marketing.Store.Http;
using Marketing.TestKit;
using Marketing.Training;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Marketing.Recommendations.Tests.Http;

/// <summary>One shop for all tests over HTTP: training it takes longer than most of them.</summary>
[CollectionDefinition(Name)]
public sealed class ShopCollection : ICollectionFixture<ShopHost>
{
    public const string Name = "A shop over HTTP";
}

/// <summary>
/// A shop of two tastes over a real PostgreSQL, trained through the pipeline and served over HTTP. Items k0 to k19 are in "Home > Kitchen", g0 to g19 in "Garden"; even
/// customers buy twelve of the first, odd ones of the second, three an order.
/// </summary>
public sealed class ShopHost : IAsyncLifetime
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private const int Customers = 80;
    private readonly TestDatabase _database = new();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("marketing-recommendations-");
    private WebApplication? _app;
    private HttpClient? _client;

    public HttpClient Client => _client ?? throw new InvalidOperationException("The host has not started.");

    public TestDatabase Database => _database;

    /// <summary>What was answered before the first training.</summary>
    internal RecommendationAnswer? BeforeTraining { get; private set; }

    public T Get<T>()
        where T : notnull => (_app ?? throw new InvalidOperationException()).Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:Marketing"] = _database.ConnectionString,
                ["Marketing:DataDirectory"] = _data.FullName,
                ["Training:TimeBudget"] = "00:00:05",
                ["Recommendations:ReadMilliseconds"] = "10000",
            }
        );
        builder.Services.AddMarketingStore(builder.Configuration);
        builder.Services.AddMarketingTraining(builder.Configuration);
        builder.Services.AddRecommendations(builder.Configuration);
        builder.Services.AddSingleton(Options.Create(new ApiLimits()));
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
        _app = builder.Build();
        _app.MapRecommendations();
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        await StoreShopAsync();
        for (var wait = 0; wait < 50 && BeforeTraining?.Items[0].Source is null or Sources.New; wait++)
        {
            // Until what is popular has been read, the newest items stand in for it.
            await Task.Delay(100);
            BeforeTraining = await AskAsync("/recommendations/u0?n=5");
        }

        await TrainAsync();
    }

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        await _database.DisposeAsync();
        _data.Delete(recursive: true);
    }

    internal async Task<RecommendationAnswer> AskAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(response);
    }

    internal async Task<RecommendationAnswer> PostAsync(object body)
    {
        using var response = await Client.PostAsJsonAsync("/recommendations", body);
        return await ReadAsync(response);
    }

    /// <summary>Waits until a statement says true: the log is written behind.</summary>
    public async Task UntilAsync(string sql)
    {
        var isTrue = false;
        for (var wait = 0; wait < 1200 && !isTrue; wait++)
        {
            isTrue = await Database.ScalarAsync<bool>(sql);
            await Task.Delay(50);
        }

        isTrue.Should().BeTrue(sql);
    }

    /// <summary>Stores one event that happens now.</summary>
    public async Task DoAsync(string? user, string item, EventType type, string? session = null)
    {
        var happened = new NewEvent
        {
            Id = Guid.NewGuid().ToString(),
            Type = type,
            UserId = user,
            SessionId = session,
            ItemId = item,
            OccurredAt = DateTimeOffset.UtcNow,
        };
        var result = await Get<EventWriter>().WriteAsync([happened], WriteOptions.Live, CancellationToken.None);
        result.Accepted.Should().Be(1);
    }

    public static NewItem Item(string id, bool available = true, int? stock = null) =>
        new()
        {
            ItemId = id,
            Name = "Name of " + id,
            Category = id[0] == 'k' ? "Home > Kitchen" : "Garden",
            Price = 10,
            Currency = "EUR",
            Brand = NumberOf(id) is { } number ? $"brand-{number % 2}" : null,
            Attributes = NumberOf(id) % 4 == 0 ? "{\"color\":\"red\"}" : null,
            Available = available,
            Stock = stock,
        };

    private static int? NumberOf(string id) => int.TryParse(id.AsSpan(1), out var number) ? number : null;

    private static async Task<RecommendationAnswer> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue(text);
        return JsonSerializer.Deserialize<RecommendationAnswer>(text, JsonSerializerOptions.Web)
            ?? throw new InvalidOperationException(text);
    }

    private async Task StoreShopAsync()
    {
        var items = Enumerable.Range(0, 20).SelectMany(i => new[] { Item($"k{i}"), Item($"g{i}") }).ToArray();
        await Get<ItemWriter>().WriteAsync(items, new WriteOptions(), CancellationToken.None);
        var events = new List<NewEvent>();
        for (var user = 0; user < Customers; user++)
        {
            var (taste, own) = (user % 2 == 0 ? "k" : "g", user);
            var chosen = Enumerable.Range(0, 20).OrderBy(i => SplitMix64.At(1, (ulong)((own * 100) + i))).Take(12).ToArray();
            var first = SplitMix64.Uniform(1, (ulong)(10_000 + user)) * 20;
            for (var at = 0; at < chosen.Length; at++)
            {
                events.Add(
                    new NewEvent
                    {
                        Id = $"e{at}",
                        Type = EventType.Purchase,
                        UserId = $"u{user}",
                        ItemId = $"{taste}{chosen[at]}",
                        OrderId = $"o{user}-{at / 3}",
                        OccurredAt = DateTimeOffset.UtcNow.AddDays(-42.5 + first + (at * 2)),
                    }
                );
            }
        }

        var result = await Get<EventWriter>()
            .WriteAsync(events, new WriteOptions { AnyAge = true, Source = "test" }, CancellationToken.None);
        result.Accepted.Should().Be(events.Count);
    }

    private async Task TrainAsync()
    {
        var runner = Get<RetrainRunner>();
        var start = await runner.StartAsync(new RunRequest { Models = ["recommendations"] }, CancellationToken.None);
        await using var run = start.Run ?? throw new InvalidOperationException("Another run is under way.");
        var outcome = await runner.ExecuteAsync(run, progress: null, CancellationToken.None);
        outcome.Error.Should().BeNull();
        var serving = Get<IServingModel<ServedRecommendations>>();
        for (var wait = 0; wait < 200 && serving.Current is null; wait++)
        {
            await Task.Delay(50);
        }

        serving.Current.Should().NotBeNull("the run published: {0}", JsonSerializer.Serialize(outcome.Models));
    }
}
