using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Marketing.Api.Tests.Privacy.Traces;

/// <summary>Somebody of whom every answer that can tell of a person has something to tell: the bench of erasures looks for it, too.</summary>
internal sealed class TracesOfAPerson(string user)
{
    private const string Segment = "traced";
    private const string Place = "home";
    private readonly string _decision = $"decision-{user}";
    private string _list = "";
    private bool _isMember;

    private string Session => $"session-{user}";
    private string OwnItem => $"own-{user}";

    /// <summary>The answers that are looked at.</summary>
    public static IReadOnlyList<string> Answers { get; } =
    [
        "recommendations",
        "recommendations of the session",
        "log of recommendations",
        "profile",
        "members of a segment",
        "reviews",
        "sentiment of an item",
        "new ad decision",
        "ad decision asked again",
        "customer",
        "complaints",
        "quarantine",
        "export",
    ];

    /// <summary>What the shop has before: what is popular, a segment, and a campaign for its members alone.</summary>
    public static async Task PrepareAsync(HttpClient client)
    {
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        // Everybody buys the first items most. Whoever is traced has bought the first three, which are therefore recommended to visitors only.
        var events = Enumerable
            .Range(0, 7)
            .SelectMany(item => Enumerable.Range(0, 50 - (3 * item)).Select(buyer => Bought($"buyer-{buyer}", session: null, item, at)));
        await PostAsync(client, "/events", new { events });
        await PostAsync(
            client,
            "/segments",
            new
            {
                segmentId = Segment,
                name = "Traced",
                rule = new
                {
                    @event = "cart",
                    days = 30,
                    atLeast = 1,
                },
            }
        );
        await PostAsync(
            client,
            "/campaigns",
            new
            {
                campaignId = Segment,
                name = "Traced",
                pricing = "cpc",
                bid = .5m,
                segmentId = Segment,
                controlShare = 0,
            }
        );
        await PostAsync(
            client,
            "/ads",
            new
            {
                adId = Segment,
                campaignId = Segment,
                title = "Traced",
            }
        );
    }

    /// <summary>Leaves the traces; they show a moment later.</summary>
    public async Task LeaveAsync(HttpClient client)
    {
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-4);
        await PostAsync(
            client,
            "/events",
            new
            {
                events = new[]
                {
                    Bought(user: null, Session, 2, at),
                    Bought(user, Session, 0, at),
                    Bought(user, session: null, 1, at),
                    new
                    {
                        id = "cart",
                        type = "cart",
                        userId = user,
                        itemId = "p0",
                        occurredAt = at,
                    },
                    new
                    {
                        id = "review",
                        type = "review",
                        userId = user,
                        itemId = OwnItem,
                        text = $"The sound is clear, says {user}.",
                        occurredAt = at,
                    },
                    (object)
                        new
                        {
                            id = "tomorrow",
                            type = "view",
                            userId = user,
                            itemId = "p0",
                            occurredAt = at.AddDays(2),
                        },
                },
            }
        );
        using var customer = await client.PutAsJsonAsync($"/users/{user}", new { language = "en" });
        customer.EnsureSuccessStatusCode();
        await PostAsync(
            client,
            "/complaints",
            new
            {
                complaintId = $"complaint-{user}",
                userId = user,
                note = "It came late.",
            }
        );
        // Who complains sees no ads.
        using var settled = await client.PostAsync($"/complaints/complaint-{user}/close", content: null);
        settled.EnsureSuccessStatusCode();
    }

    /// <summary>The answers of one host that show something of the person now.</summary>
    public async Task<List<string>> FindAsync(HttpClient client)
    {
        List<string> found = [];
        foreach (var answer in Answers)
        {
            if (await ShowsAsync(client, answer))
            {
                found.Add(answer);
            }
        }

        return found;
    }

    private Task<bool> ShowsAsync(HttpClient client, string answer) =>
        answer switch
        {
            "recommendations" => IsPersonalAsync(client, new { userId = user, n = 4 }),
            "recommendations of the session" => IsPersonalAsync(client, new { sessionId = Session, n = 4 }),
            "log of recommendations" => IsLoggedAsync(client),
            "profile" => IsThereAsync(client, $"/profiles/{user}"),
            "members of a segment" => HoldsUserAsync(client, $"/segments/{Segment}/members?n=100"),
            "reviews" => HoldsUserAsync(client, $"/sentiment/reviews?itemId={OwnItem}"),
            "sentiment of an item" => IsRatedAsync(client),
            "new ad decision" => IsTargetedAsync(client, decisionId: null),
            "ad decision asked again" => IsDecidedAsync(client),
            "customer" => IsThereAsync(client, $"/users/{user}"),
            "complaints" => HoldsUserAsync(client, "/complaints?state=closed&n=100"),
            "quarantine" => HoldsUserAsync(client, "/data-quality/quarantine?n=100"),
            "export" => IsExportedAsync(client),
            _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "is not looked at."),
        };

    private async Task<bool> IsPersonalAsync(HttpClient client, object who)
    {
        var own = await PostAsync(client, "/recommendations", who);
        var visitors = await PostAsync(client, "/recommendations", new { sessionId = "session-of-nobody", n = 4 });
        var isPersonal = !Items(own).SequenceEqual(Items(visitors));
        if (isPersonal && _list.Length == 0)
        {
            // The list that is looked up in the log from now on.
            _list = own.GetProperty("recommendationId").GetString() ?? "";
        }

        return isPersonal;
    }

    private async Task<bool> IsLoggedAsync(HttpClient client) =>
        _list.Length > 0 && await IsThereAsync(client, $"/recommendations/log/{Uri.EscapeDataString(_list)}");

    private async Task<bool> IsRatedAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>($"/items/{OwnItem}/sentiment")).GetProperty("reviews").GetInt32() > 0;

    // Not before he is known as a member: the first answer to an id holds for good, and would be that there is no ad for him.
    private async Task<bool> IsDecidedAsync(HttpClient client)
    {
        _isMember = _isMember || await IsTargetedAsync(client, decisionId: null);
        return _isMember && await IsTargetedAsync(client, _decision);
    }

    private async Task<bool> IsTargetedAsync(HttpClient client, string? decisionId)
    {
        var decision = await PostAsync(
            client,
            "/ads/decisions",
            new
            {
                decisionId,
                userId = user,
                placements = new[] { new { placement = Place, n = 1 } },
            }
        );
        return decision.GetProperty("decisions").GetProperty(Place).GetArrayLength() > 0;
    }

    private async Task<bool> IsExportedAsync(HttpClient client)
    {
        using var answer = await client.GetAsync($"/users/{user}/export");
        if (!answer.IsSuccessStatusCode)
        {
            return false;
        }

        var export = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return export.GetProperty("tables").EnumerateObject().Any(table => table.Value.GetArrayLength() > 0);
    }

    private async Task<bool> HoldsUserAsync(HttpClient client, string path) =>
        (await client.GetStringAsync(path)).Contains($"\"{user}\"", StringComparison.Ordinal);

    private static async Task<bool> IsThereAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return answer.IsSuccessStatusCode;
    }

    private static IEnumerable<string?> Items(JsonElement list) =>
        list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("itemId").GetString());

    private static object Bought(string? user, string? session, int item, DateTimeOffset at) =>
        new
        {
            id = string.Create(CultureInfo.InvariantCulture, $"bought-{item}"),
            type = "purchase",
            userId = user,
            sessionId = session,
            itemId = string.Create(CultureInfo.InvariantCulture, $"p{item}"),
            quantity = 1,
            price = 5,
            currency = "EUR",
            occurredAt = at,
        };

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<JsonElement>()
            : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
