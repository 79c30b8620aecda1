using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Marketing.Benchmarks;

/// <summary>
/// Two hosts over one database: a customer refuses personalization at the one, and the other is asked without a pause until it answers as it answers a visitor that it
/// has never seen. Target: within a second.
/// </summary>
public static class RefusalBench
{
    private const int Customers = 100;
    private const int Items = 6;

    public static async Task<int> RunAsync()
    {
        await using var hosts = await TwoHosts.StartAsync();
        await BuyAsync(hosts.First);
        var times = new List<double>();
        for (var customer = 0; customer < Customers; customer++)
        {
            times.Add(await MeasureAsync(hosts.First, hosts.Second, $"customer-{customer}"));
        }

        times.Sort();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Customers} refusals at one host, from the request to the other host's first answer that is a visitor's: p50 {times[Customers / 2]:0.0} ms, p95 {times[Customers * 95 / 100]:0.0} ms, max {times[^1]:0.0} ms"
            )
        );
        return 0;
    }

    /// <summary>Milliseconds from the refusal's sending until the other host's answer is that of a visitor.</summary>
    private static async Task<double> MeasureAsync(HttpClient told, HttpClient other, string customer)
    {
        var visitor = await ItemsAsync(other, "nobody");
        await TwoHosts.UntilAsync(
            async () => !(await ItemsAsync(other, customer)).SequenceEqual(visitor),
            "the other host knows the customer"
        );
        var start = Stopwatch.GetTimestamp();
        using var answer = await told.PutAsJsonAsync($"/users/{customer}/consent", new { personalization = false });
        answer.EnsureSuccessStatusCode();
        await TwoHosts.UntilAsync(
            async () => (await ItemsAsync(other, customer)).SequenceEqual(await ItemsAsync(other, "nobody")),
            "the other host answers as it answers anybody"
        );
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Everybody buys the first items most; each customer has bought the first two, which are therefore not recommended to them again.</summary>
    private static async Task BuyAsync(HttpClient client)
    {
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        var bought = Enumerable
            .Range(0, Items)
            .SelectMany(item => Enumerable.Range(0, 300 - (20 * item)).Select(user => (User: $"buyer-{user}", Item: item)))
            .Concat(
                Enumerable.Range(0, Customers).SelectMany(c => new[] { (User: $"customer-{c}", Item: 0), (User: $"customer-{c}", Item: 1) })
            );
        var events = bought.Select(row => new
        {
            id = $"b-{row.Item}",
            type = "purchase",
            userId = row.User,
            itemId = $"p{row.Item}",
            quantity = 1,
            price = 5,
            currency = "EUR",
            occurredAt = at,
        });
        using var answer = await client.PostAsJsonAsync("/events", new { events });
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<List<string?>> ItemsAsync(HttpClient client, string user)
    {
        var answer = await client.GetFromJsonAsync<JsonElement>($"/recommendations/{user}?n=4");
        return [.. answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("itemId").GetString())];
    }
}
