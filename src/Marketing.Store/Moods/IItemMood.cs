namespace Marketing.Store;

/// <summary>How people feel about products, for the modules that show or advertise them. In memory: every call answers at once, also without the database.</summary>
public interface IItemMood
{
    /// <summary>Raised after something changed, on the thread that changed it: return at once.</summary>
    event Action? Changed;

    /// <summary>What the item's reviews come to; null when none was scored.</summary>
    ItemMood? Find(string itemId);
}

/// <summary>What a product's reviews come to. Near-duplicates count once.</summary>
/// <param name="ItemId">The product.</param>
/// <param name="Positive">Positive reviews.</param>
/// <param name="Negative">Negative reviews.</param>
/// <param name="Neutral">Neutral reviews.</param>
/// <param name="Share">Positive ÷ (positive + negative), in [0, 1], drawn towards the shop's share where reviews are few.</param>
/// <param name="NewestAt">When the newest review was written, UTC.</param>
/// <param name="Turn">Set while the recent reviews feel otherwise than those before; null else.</param>
public sealed record ItemMood(string ItemId, int Positive, int Negative, int Neutral, double Share, DateTimeOffset NewestAt, MoodTurn? Turn)
{
    /// <summary>Reviews that count.</summary>
    public int Reviews => Positive + Negative + Neutral;

    /// <summary>True while the recent reviews are worse than those before: what an ad for the product should be stopped by.</summary>
    public bool HasTurnedBad => Turn is { IsWorse: true };
}

/// <summary>A turn in a product's reviews, found by a change-point test.</summary>
/// <param name="Since">The first review after the turn, UTC.</param>
/// <param name="ShareBefore">Share of positive feeling before, neutral counted half, in [0, 1].</param>
/// <param name="ShareAfter">The same since then.</param>
public sealed record MoodTurn(DateTimeOffset Since, double ShareBefore, double ShareAfter)
{
    /// <summary>Whether it is a turn to the worse.</summary>
    public bool IsWorse => ShareAfter < ShareBefore;
}
