using Marketing.DemoShop.Customers;

namespace Marketing.DemoShop.Simulation;

/// <summary>One visit under way: who, when, and the numbers of its events.</summary>
internal sealed class Visit(string id, CustomerState state, Dice dice, int day, DateTimeOffset start, EventQueue queue)
{
    private int _events;

    public string Id { get; } = id;
    public CustomerState State { get; } = state;
    public Taste Taste => State.Taste;
    public Dice Dice { get; } = dice;
    public int Day { get; } = day;
    public DateTimeOffset Now { get; private set; } = start;
    public string Channel { get; init; } = "web";

    /// <summary>The visit's id, where it began without signing in.</summary>
    public string? SessionId { get; init; }

    /// <summary>Signed in? Only then do events carry the customer.</summary>
    public bool SignedIn { get; set; }

    /// <summary>Will a visitor who is not signed in do so before the first cart?</summary>
    public bool WillSignIn { get; init; }

    public double LocalHour => (Now.TimeOfDay.TotalHours + Taste.UtcOffset + 24) % 24;

    /// <summary>Lets time pass: a pause of at least 2 s, on average this long.</summary>
    public void Pause(double seconds) => Now = Now.AddMilliseconds(2_000 + Math.Floor(Dice.Exponential(seconds * 1_000)));

    /// <summary>Something happens now. The sender repeats about 4 of 1,000 events.</summary>
    public void Happens(DemoEvent happened)
    {
        var stamped = happened with
        {
            Id = $"e-{Id}-{_events++:00}",
            OccurredAt = happened.OccurredAt == default ? Now : happened.OccurredAt,
            UserId = SignedIn ? Taste.Customer.UserId : null,
            SessionId = SessionId,
            Channel = Channel,
        };
        queue.Add(stamped);
        if (Dice.Chance(0.004))
        {
            queue.Add(stamped);
        }
    }

    /// <summary>An event of this type, still without id, time and person: <see cref="Happens"/> gives them.</summary>
    public static DemoEvent New(DemoEventType type, string? itemId = null) =>
        new()
        {
            Id = "",
            Type = type,
            ItemId = itemId,
            OccurredAt = default,
        };
}
