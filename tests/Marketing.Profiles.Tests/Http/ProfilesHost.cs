using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Api.Hosting;
using Marketing.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Marketing.Profiles.Tests.Http;

/// <summary>A whole host over a database of its own.</summary>
public class ProfilesHost : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("marketing-profiles-");
    private WebApplication? _app;
    private HttpClient? _client;

    public TestDatabase Database { get; } = new();

    public HttpClient Client => _client ?? throw new InvalidOperationException("InitializeAsync has not run.");

    public T Get<T>()
        where T : notnull => (_app ?? throw new InvalidOperationException("InitializeAsync has not run.")).Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        _app = MarketingHost.Build(
            [
                $"Urls=http://{IPAddress.Loopback}:0",
                $"Marketing:DataDirectory={_folder.FullName}",
                "Serilog:MinimumLevel:Default=Warning",
                "Ads:Holdout=0",
                "Auth:Keys:0:Name=test",
                "Auth:Keys:0:Role=admin",
                "Auth:Keys:0:Key=test-key-of-admin-0123456789",
                $"ConnectionStrings:Marketing={Database.ConnectionString}",
            ],
            _ => { },
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

    /// <summary>The answer's status and body, whatever it is; nothing for a body that is not JSON.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, System.Text.Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        using var response = await Client.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        var isJson =
            answer.Length > 0 && response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return (response.StatusCode, isJson ? JsonDocument.Parse(answer).RootElement.Clone() : default);
    }

    /// <summary>The body of an answer that must be a good one.</summary>
    public async Task<JsonElement> AskAsync(HttpMethod method, string path, object? body = null)
    {
        var (status, answer) = await SendAsync(method, path, body);
        ((int)status).Should().BeInRange(200, 299, answer.ToString());
        return answer;
    }

    public async Task EventsAsync(params object[] events)
    {
        var answer = await AskAsync(HttpMethod.Post, "/events", new { events });
        answer.GetProperty("rejected").GetArrayLength().Should().Be(0, answer.ToString());
    }

    /// <summary>Asks until the answer is as it should be.</summary>
    /// <param name="path">What is asked for.</param>
    /// <param name="holds">As it should be.</param>
    /// <param name="waits">Tenths of a second to wait for at most; a training takes longer than an update.</param>
    public async Task<JsonElement> UntilAsync(string path, Func<HttpStatusCode, JsonElement, bool> holds, int waits = 600)
    {
        JsonElement last = default;
        for (var wait = 0; wait < waits; wait++)
        {
            var (status, body) = await SendAsync(HttpMethod.Get, path);
            if (holds(status, body))
            {
                return body;
            }

            last = body;
            await Task.Delay(100);
        }

        throw new TimeoutException($"{path} still answers {last}");
    }
}
