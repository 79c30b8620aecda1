using Marketing.DemoShop.Customers;

namespace Marketing.DemoShop.Simulation;

/// <summary>What a customer remembers from one visit to the next.</summary>
internal sealed class CustomerState(Taste taste)
{
    public Taste Taste { get; } = taste;

    /// <summary>Items ever bought.</summary>
    public HashSet<int> Owned { get; } = [];

    /// <summary>The item of a kind bought last, and when.</summary>
    public Dictionary<int, (int Item, int Day)> LastOfKind { get; } = [];

    /// <summary>Kinds to look for from a day on.</summary>
    public List<(int Kind, int Day)> Wishes { get; } = [];

    /// <summary>The kind looked at last without buying; −1 for none.</summary>
    public int OpenKind { get; set; } = -1;

    /// <summary>How often each ad was shown.</summary>
    public Dictionary<int, int> AdsSeen { get; } = [];

    public bool HasWish(int day) => Wishes.Exists(wish => wish.Day <= day);

    /// <summary>Takes the oldest wish that is due; −1 for none.</summary>
    public int TakeWish(int day)
    {
        var at = Wishes.FindIndex(wish => wish.Day <= day);
        if (at < 0)
        {
            return -1;
        }

        var kind = Wishes[at].Kind;
        Wishes.RemoveAt(at);
        return kind;
    }
}
