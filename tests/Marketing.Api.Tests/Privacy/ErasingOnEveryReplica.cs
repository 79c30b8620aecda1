using Marketing.Api.Tests.Privacy.Traces;
using Marketing.Store.Http;

namespace Marketing.Api.Tests.Privacy;

/// <summary>Two hosts over one database: who is erased at one is in no answer of either.</summary>
public sealed class An_erased_person(ApiFixture host) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Is_soon_in_no_answer_of_any_replica()
    {
        using var told = host.Client(ApiRole.Admin);
        await using var replica = new SecondReplica(host);
        using var other = await replica.StartAsync();
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
