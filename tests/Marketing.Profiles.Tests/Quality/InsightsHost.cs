using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Marketing.Api.Hosting;
using Marketing.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Marketing.Profiles.Tests.Quality;

/// <summary>A whole host over a database of its own.</summary>
public class InsightsHost : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("marketing-insights-");
    private WebApplication? _app;
    private HttpClient? _client;

    public TestDatabase Database { get; } = new();

    public HttpClient Client => _client ?? throw new InvalidOperationException("Not started.");

    public T Get<T>()
        where T : notnull => (_app ?? throw new InvalidOperationException("Not started.")).Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        _app = MarketingHost.Build(
            [
                $"Urls=http://{IPAddress.Loopback}:0",
                $"Marketing:DataDirectory={_folder.FullName}",
                "Serilog:MinimumLevel:Default=Warning",
                "Auth:Keys:0:Name=test",
                "Auth:Keys:0:Role=admin",
                "Auth:Keys:0:Key=test-key-of-admin-0123456789",
                $"ConnectionStrings:Marketing={Database.ConnectionString}",
            ],
            Adjust,
            _ => { }
        );
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
        _client.DefaultRequestHeaders.Add("X-Api-Key", "test-key-of-admin-0123456789");
    }

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        await Database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(response);
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Client.PostAsJsonAsync(path, body);
        return await ReadAsync(response);
    }

    public async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Sends events; each is the JSON of its fields beside id and time.</summary>
    public Task<JsonElement> EventsAsync(params (string Id, DateTimeOffset At, string Fields)[] events)
    {
        var rows = events.Select(e =>
            $$"""{"id":"{{e.Id}}","occurredAt":"{{e.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)}}",{{e.Fields}}}"""
        );
        return PostRawAsync("/events", $$"""{"events":[{{string.Join(',', rows)}}]}""");
    }

    public async Task<JsonElement> PostRawAsync(string path, string body)
    {
        using var response = await Client.PostAsync(
            new Uri(path, UriKind.Relative),
            new StringContent(body, Encoding.UTF8, "application/json")
        );
        return await ReadAsync(response);
    }

    protected virtual void Adjust(WebApplicationBuilder builder) { }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue($"{(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }
}
