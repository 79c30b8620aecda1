using System.Diagnostics;
using System.Globalization;
using System.Text;
using Marketing.Api.Tests.Privacy.Traces;

namespace Marketing.Benchmarks;

/// <summary>
/// Two hosts over one database: a person is erased at the one, and every answer of both that can show a person is asked without a pause until none does; before that a person of
/// very many events is exported. Target: each within a minute.
/// </summary>
public static class ErasureBench
{
    private const int People = 20;
    private const int Busy = 200_000;
    private const int Batch = 1_000;

    public static async Task<int> RunAsync()
    {
        await using var hosts = await TwoHosts.StartAsync();
        await TracesOfAPerson.PrepareAsync(hosts.First);
        await ExportAsync(hosts.First);
        TracesOfAPerson[] people = [.. Enumerable.Range(0, People).Select(number => new TracesOfAPerson($"person-{number}"))];
        foreach (var person in people)
        {
            await person.LeaveAsync(hosts.First);
        }

        var (erased, gone) = (new List<double>(), new List<double>());
        var last = new SortedDictionary<string, double>(StringComparer.Ordinal);
        for (var number = 0; number < People; number++)
        {
            var person = people[number];
            foreach (var client in (HttpClient[])[hosts.First, hosts.Second])
            {
                await TwoHosts.UntilAsync(
                    async () => (await person.FindAsync(client)).Count == TracesOfAPerson.Answers.Count,
                    "every answer shows the person"
                );
            }

            var start = Stopwatch.GetTimestamp();
            using var receipt = await hosts.First.DeleteAsync(new Uri($"/users/person-{number}", UriKind.Relative));
            receipt.EnsureSuccessStatusCode();
            erased.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            // The host that was not told is looked at first: it learns of it last.
            foreach (var (name, client) in new[] { ("second", hosts.Second), ("first", hosts.First) })
            {
                await TwoHosts.UntilAsync(
                    async () =>
                    {
                        var found = await person.FindAsync(client);
                        var until = Stopwatch.GetElapsedTime(start).TotalSeconds;
                        foreach (var answer in found.Select(answer => $"{name} host, {answer}"))
                        {
                            last[answer] = Math.Max(last.GetValueOrDefault(answer), until);
                        }

                        return found.Count == 0;
                    },
                    "no answer shows the person"
                );
            }

            gone.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        Write($"{People} erasures, until the receipt", erased);
        Write($"until none of the {TracesOfAPerson.Answers.Count} answers of either host shows the person, the asking included", gone);
        foreach (var (answer, seconds) in last)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seen after the receipt, {answer}: at most {seconds:0.000} s"));
        }

        return 0;
    }

    private static async Task ExportAsync(HttpClient client)
    {
        var now = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        for (var first = 0; first < Busy; first += Batch)
        {
            var lines = Enumerable
                .Range(first, Batch)
                .Select(number =>
                    $$"""{"id":"busy-{{number}}","type":"view","userId":"busy","itemId":"item-{{number % 5_000}}","occurredAt":"{{now}}"}"""
                );
            using var body = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
            using var taken = await client.PostAsync(new Uri("/events", UriKind.Relative), body);
            var answer = await taken.Content.ReadAsStringAsync();
            if (!answer.StartsWith($$"""{"accepted":{{Batch}},""", StringComparison.Ordinal))
            {
                throw new InvalidOperationException(answer[..Math.Min(answer.Length, 300)]);
            }
        }

        var start = Stopwatch.GetTimestamp();
        var export = await client.GetByteArrayAsync(new Uri("/users/busy/export", UriKind.Relative));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"export of a person of {Busy:N0} events: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.000} s, {export.Length / 1e6:0} MB"
            )
        );
    }

    private static void Write(string what, List<double> seconds)
    {
        seconds.Sort();
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{what}: p50 {seconds[seconds.Count / 2]:0.000} s, max {seconds[^1]:0.000} s")
        );
    }
}
