using Marketing.Api.Hosting;
using Marketing.Api.Tests.Privacy.Traces;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;

namespace Marketing.Api.Tests.Privacy;

/// <summary>Two hosts over one database: who is erased at one is in no answer of either.</summary>
public sealed class An_erased_person(ApiFixture host) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("marketing-api-");
    private WebApplication? _other;

    public async Task InitializeAsync()
    {
        _other = MarketingHost.Build(
            [.. ApiFixture.Defaults(_folder.FullName), $"ConnectionStrings:Marketing={host.Database.ConnectionString}"],
            _ => { },
            _ => { }
        );
        await _other.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_other is not null)
        {
            await _other.StopAsync();
            await _other.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Is_soon_in_no_answer_of_any_replica()
    {
        using var told = host.Client(ApiRole.Admin);
        using var other = new HttpClient { BaseAddress = new Uri(_other!.Urls.First()) };
        other.DefaultRequestHeaders.Add("X-Api-Key", ApiFixture.KeyOf(ApiRole.Admin));
        await TracesOfAPerson.PrepareAsync(told);
        var (person, neighbour) = (new TracesOfAPerson("person"), new TracesOfAPerson("neighbour"));
        await person.LeaveAsync(told);
        await neighbour.LeaveAsync(other);
        foreach (var client in (HttpClient[])[told, other])
        {
            await UntilAsync(client, person, TracesOfAPerson.Answers);
            await UntilAsync(client, neighbour, TracesOfAPerson.Answers);
        }

        (await told.DeleteAsync("/users/person")).EnsureSuccessStatusCode();
        (await person.FindAsync(told)).Should().BeEmpty("who was told has forgotten before it answers");
        await UntilAsync(other, person, []);
        foreach (var client in (HttpClient[])[told, other])
        {
            (await neighbour.FindAsync(client)).Should().Equal(TracesOfAPerson.Answers, "nobody else is forgotten");
        }
    }

    private static async Task UntilAsync(HttpClient client, TracesOfAPerson person, IReadOnlyList<string> answers)
    {
        List<string> found = [];
        for (var wait = 0; wait < 300; wait++)
        {
            found = await person.FindAsync(client);
            if (found.SequenceEqual(answers))
            {
                return;
            }

            await Task.Delay(200);
        }

        found.Should().Equal(answers, "a minute is enough");
    }
}
