using System.Net;
using Marketing.Api.Commands;
using Marketing.DemoShop;
using Marketing.Store.Http;
using Marketing.TestKit;

namespace Marketing.Api.Tests.Demo;

public sealed class The_demo_command(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Loads_serves_says_what_to_try_and_stops_when_asked()
    {
        var data = Directory.CreateTempSubdirectory("marketing-demo-");
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var greeting = new Greeting();
        var command = DemoCommand.RunAsync(
            [.. ApiFixture.Defaults(data.FullName), $"ConnectionStrings:Marketing={database.ConnectionString}"],
            new DemoShopOptions { Products = 320, Customers = 150 },
            greeting,
            stop.Token
        );
        await Task.WhenAny(greeting.Written, command);
        var text = await greeting.Written;

        var commands = text.Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("curl ", StringComparison.Ordinal))
            .ToList();
        commands.Should().HaveCount(3);
        commands[0].Should().Contain("/recommendations/u-");
        commands[1].Should().Contain("/events");
        commands[2].Should().Contain("/models/retrain");

        var address = new Uri(commands[0].Split('\'')[3].Split("/recommendations")[0]);
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Add("X-Api-Key", ApiFixture.KeyOf(ApiRole.Storefront));
        (await client.GetAsync("/items/p-0001")).StatusCode.Should().Be(HttpStatusCode.OK);
        // The event to try, as it is printed.
        using var body = new StringContent(
            commands[1].Split('\'').First(part => part.StartsWith("{\"events\"", StringComparison.Ordinal)),
            System.Text.Encoding.UTF8,
            "application/json"
        );
        var answer = await client.PostAsync("/events", body);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("\"accepted\":1");

        await stop.CancelAsync();
        await command.WaitAsync(TimeSpan.FromMinutes(3));
        data.Delete(recursive: true);
    }

    /// <summary>Waits for the text with the commands.</summary>
    private sealed class Greeting : StringWriter
    {
        private readonly TaskCompletionSource<string> _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Written => _written.Task.WaitAsync(TimeSpan.FromMinutes(3));

        public override Task WriteLineAsync(string? value)
        {
            if (value?.Contains("curl", StringComparison.Ordinal) == true)
            {
                _written.TrySetResult(value);
            }

            return Task.CompletedTask;
        }
    }
}
