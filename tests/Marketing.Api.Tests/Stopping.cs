using System.Net;
using Marketing.Api.Hosting;
using Marketing.Store.Http;
using Marketing.TestKit;
using Microsoft.AspNetCore.Builder;

namespace Marketing.Api.Tests;

public sealed class Stopping(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("marketing-stopping-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Answers_what_is_under_way_and_takes_nothing_new()
    {
        var entered = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        await using var app = MarketingHost.Build(
            [.. ApiFixture.Defaults(_data.FullName), $"ConnectionStrings:Marketing={database.ConnectionString}"],
            map: routes =>
                routes
                    .MapGet(
                        "/t/long",
                        async () =>
                        {
                            entered.SetResult();
                            await goOn.Task;
                            return "done";
                        }
                    )
                    .AllowWithoutKey()
        );
        var running = MarketingHost.RunAsync(app, stop.Token);
        while (app.Urls.Count == 0 || app.Urls.First().EndsWith(":0", StringComparison.Ordinal))
        {
            running.IsCompleted.Should().BeFalse();
            await Task.Delay(20);
        }

        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var answer = client.GetAsync("/t/long");
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await Task.Delay(300);
        running.IsCompleted.Should().BeFalse("a request is under way");
        using var late = new HttpClient { BaseAddress = client.BaseAddress };
        await late.Invoking(c => c.GetAsync("/health/live")).Should().ThrowAsync<HttpRequestException>();

        goOn.SetResult();
        (await answer).StatusCode.Should().Be(HttpStatusCode.OK);
        (await (await answer).Content.ReadAsStringAsync()).Should().Be("done");
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
