using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Marketing.Sentiment.Scoring;
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

namespace Marketing.Sentiment.Tests.Http;

/// <summary>
/// The module over a real PostgreSQL and HTTP, at a quarter past noon of 15 January 2026 by a clock that the tests turn. Nothing scores in the background: a test says when, so
/// that it sees what is there before and after.
/// </summary>
public sealed class SentimentHost : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly TestDatabase _database = new();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("marketing-sentiment-");
    private WebApplication? _app;
    private HttpClient? _client;
    private int _events;

    public FakeTime Time { get; } = new(new DateTimeOffset(2026, 1, 15, 12, 15, 0, TimeSpan.Zero));

    public TestDatabase Database => _database;

    public HttpClient Client => _client ?? throw new InvalidOperationException("The host has not started.");

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
            }
        );
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddMarketingStore(builder.Configuration);
        builder.Services.AddMarketingTraining(builder.Configuration);
        builder.Services.AddSentiment(builder.Configuration, static () => new WordClassifier());
        foreach (var loop in new[] { typeof(LateService<ReviewScoring>), typeof(LateService<Marketing.Sentiment.Aspects.NightlyGrowth>) })
        {
            builder.Services.Remove(builder.Services.Single(s => s.ImplementationFactory?.Method.ReturnType == loop));
        }

        builder.Services.AddSingleton(Options.Create(new ApiLimits()));
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.Converters.Add(Json.Converters[0]));
        _app = builder.Build();
        _app.MapSentiment();
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
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

    /// <summary>A scorer of its own, as another replica has one.</summary>
    internal ScoringRound Replica() =>
        ActivatorUtilities.CreateInstance<ScoringRound>((_app ?? throw new InvalidOperationException()).Services);

    /// <summary>Scores what waits.</summary>
    public async Task<int?> ScoreAsync() => await Get<ScoringRound>().RunAsync(CancellationToken.None);

    /// <summary>Stores a review as an event, days before now.</summary>
    public async Task<string> ReviewAsync(string user, string item, string text, double daysAgo = 0, double? stars = null)
    {
        var review = new NewEvent
        {
            Id = $"e{++_events}",
            Type = EventType.Review,
            UserId = user,
            ItemId = item,
            Text = text,
            Value = stars,
            OccurredAt = Time.GetUtcNow().AddDays(-daysAgo),
        };
        var result = await Get<EventWriter>()
            .WriteAsync([review], new WriteOptions { AnyAge = true, Source = "test" }, CancellationToken.None);
        result.Accepted.Should().Be(1);
        return review.Id;
    }

    internal Task<T> GetAsync<T>(string path) => ReadAsync<T>(() => Client.GetAsync(new Uri(path, UriKind.Relative)));

    internal Task<T> PostAsync<T>(string path, object body) => ReadAsync<T>(() => Client.PostAsJsonAsync(path, body));

    internal Task<T> PutAsync<T>(string path, object body) => ReadAsync<T>(() => Client.PutAsJsonAsync(path, body));

    /// <summary>Names of the fields that the answer calls wrong; it must be a 400 of this module.</summary>
    internal static async Task<IReadOnlyList<string>> FaultsAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest, body);
        var problem = JsonNode.Parse(body)!.AsObject();
        problem["type"]!.GetValue<string>().Should().Be("/problems/invalid-sentiment-request");
        return [.. problem["errors"]!.AsObject().Select(field => field.Key)];
    }

    private static async Task<T> ReadAsync<T>(Func<Task<HttpResponseMessage>> ask)
    {
        using var response = await ask();
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue(text);
        return JsonSerializer.Deserialize<T>(text, Json) ?? throw new InvalidOperationException(text);
    }
}
