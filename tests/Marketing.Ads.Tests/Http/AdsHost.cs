using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Api.Hosting;
using Marketing.Store;
using Marketing.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Marketing.Ads.Tests.Http;

/// <summary>The real clock, moved: timers run as ever, but it may be another day.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shift));
}

/// <summary>Segments of a test.</summary>
public sealed class TestSegments : ISegmentMembership
{
    private readonly Dictionary<string, HashSet<string>> _members = new(StringComparer.Ordinal);

    public void Put(string segment, params string[] users)
    {
        lock (_members)
        {
            _members[segment] = [.. users];
        }
    }

    public bool? Contains(string segmentId, string userId)
    {
        lock (_members)
        {
            return _members.TryGetValue(segmentId, out var users) ? users.Contains(userId) : null;
        }
    }
}

/// <summary>Items whose reviews have turned bad, and customers who complain, of a test.</summary>
public sealed class TestTroubles : IItemMood, IOpenComplaints
{
    private volatile string[] _bad = [];
    private volatile string[] _complaining = [];

    public event Action? Changed;

    public void Put(string[] bad, string[] complaining)
    {
        (_bad, _complaining) = (bad, complaining);
        Changed?.Invoke();
    }

    public ItemMood? Find(string itemId) =>
        _bad.Contains(itemId) ? new ItemMood(itemId, 3, 30, 0, .2, DateTimeOffset.UnixEpoch, new MoodTurn(DateTimeOffset.UnixEpoch, .9, .1))
        : itemId.StartsWith("liked", StringComparison.Ordinal)
            ? new ItemMood(itemId, 30, 3, 0, .9, DateTimeOffset.UnixEpoch, new MoodTurn(DateTimeOffset.UnixEpoch, .5, .9))
        : null;

    public bool HasOpen(string userId) => _complaining.Contains(userId);

    public bool IsAbout(string itemId) => false;
}

/// <summary>Whole hosts over one database: one, or several replicas of it.</summary>
public class AdsHost : IAsyncLifetime
{
    private readonly List<DirectoryInfo> _folders = [];
    private readonly List<WebApplication> _apps = [];
    private readonly List<HttpClient> _clients = [];

    public TestDatabase Database { get; } = new();

    public ShiftedTime Time { get; } = new();

    public TestSegments Segments { get; } = new();

    public TestTroubles Troubles { get; } = new();

    public HttpClient Client => _clients[0];

    public IReadOnlyList<HttpClient> Clients => _clients;

    /// <summary>How many replicas there are.</summary>
    protected virtual int Replicas => 1;

    /// <summary>The way to the database.</summary>
    protected virtual string Connection => Database.ConnectionString;

    protected virtual IEnumerable<string> Settings => ["Ads:Holdout=0", "Ads:DatabaseMilliseconds=10000"];

    public T Get<T>(int replica = 0)
        where T : notnull => _apps[replica].Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        for (var replica = 0; replica < Replicas; replica++)
        {
            await StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        foreach (var app in _apps)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        await Database.DisposeAsync();
        _folders.ForEach(folder => folder.Delete(recursive: true));
    }

    public async Task<JsonElement> PutAsync(string path, object body)
    {
        using var response = await Client.PutAsJsonAsync(path, body);
        return await ReadAsync(response);
    }

    public async Task<JsonElement> PostAsync(string path, object body, int replica = 0)
    {
        using var response = await _clients[replica].PostAsJsonAsync(path, body);
        return await ReadAsync(response);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(response);
    }

    /// <summary>The answer's status and body, whatever it is.</summary>
    public async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        using var response = await Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A campaign without control group and with one ad a name; cpm 2.</summary>
    public async Task CampaignAsync(string id, object? changes = null, params string[] ads)
    {
        var body = new Dictionary<string, object?>
        {
            ["name"] = "Campaign " + id,
            ["pricing"] = "cpm",
            ["bid"] = 2m,
            ["controlShare"] = 0,
        };
        foreach (var property in changes?.GetType().GetProperties() ?? [])
        {
            body[property.Name] = property.GetValue(changes);
        }

        await PutAsync($"/campaigns/{id}", body);
        foreach (var ad in ads)
        {
            await PutAsync($"/ads/{ad}", new { campaignId = id, title = "Ad " + ad });
        }
    }

    public Task<JsonElement> DecideAsync(string? user, string placement, int n = 1, string? decisionId = null, int replica = 0) =>
        PostAsync(
            "/ads/decisions",
            new
            {
                decisionId,
                userId = user,
                placements = new[] { new { placement, n } },
            },
            replica
        );

    /// <summary>Ids of the ads that a decision chose for a placement.</summary>
    public static string[] Chosen(JsonElement decision, string placement) =>
        [
            .. decision
                .GetProperty("decisions")
                .GetProperty(placement)
                .EnumerateArray()
                .Select(ad => ad.GetProperty("adId").GetString() ?? ""),
        ];

    /// <summary>Whether it was made from memory.</summary>
    public static bool IsDegraded(JsonElement decision) => decision.TryGetProperty("degraded", out _);

    /// <summary>Why an ad was dropped; null when it was not.</summary>
    public static string? ReasonOf(JsonElement decision, string ad) =>
        decision
            .GetProperty("rejected")
            .EnumerateArray()
            .Where(one => one.GetProperty("adId").GetString() == ad)
            .Select(one => one.GetProperty("reason").GetString())
            .SingleOrDefault();

    public async Task<JsonElement> OutcomeAsync(
        string decisionId,
        string ad,
        string type,
        DateTimeOffset? at = null,
        decimal? value = null
    ) =>
        await PostAsync(
            $"/ads/decisions/{Uri.EscapeDataString(decisionId)}/outcomes",
            new
            {
                adId = ad,
                type,
                occurredAt = at ?? Time.GetUtcNow(),
                value,
            }
        );

    protected virtual void Adjust(WebApplicationBuilder builder)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
        builder.Services.AddSingleton<ISegmentMembership>(Segments);
        builder.Services.AddSingleton<IItemMood>(Troubles).AddSingleton<IOpenComplaints>(Troubles);
    }

    private async Task StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("marketing-ads-");
        _folders.Add(folder);
        var app = MarketingHost.Build(
            [
                $"Urls=http://{IPAddress.Loopback}:0",
                $"Marketing:DataDirectory={folder.FullName}",
                "Serilog:MinimumLevel:Default=Warning",
                "Auth:Keys:0:Name=test",
                "Auth:Keys:0:Role=admin",
                "Auth:Keys:0:Key=test-key-of-admin-0123456789",
                $"ConnectionStrings:Marketing={Connection}",
                .. Settings,
            ],
            Adjust,
            _ => { }
        );
        await app.StartAsync();
        _apps.Add(app);
        var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Add("X-Api-Key", "test-key-of-admin-0123456789");
        _clients.Add(client);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue($"{(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }
}
