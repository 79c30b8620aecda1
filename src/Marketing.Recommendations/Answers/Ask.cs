using Marketing.Recommendations.Serving;

namespace Marketing.Recommendations.Answers;

/// <summary>A checked request for a list.</summary>
internal sealed record Ask
{
    /// <summary>The user, where one is named.</summary>
    public string? UserId { get; init; }

    /// <summary>The session of a visitor who is no user yet.</summary>
    public string? SessionId { get; init; }

    /// <summary>Filters and length; its offset comes from <see cref="Cursor"/>.</summary>
    public required RankRequest Request { get; init; }

    /// <summary>Continues a list.</summary>
    public string? Cursor { get; init; }

    /// <summary>Language of texts; null: the user's.</summary>
    public string? Language { get; init; }

    /// <summary>Looked at on this visit, the newest last.</summary>
    public IReadOnlyList<string> RecentItems { get; init; } = [];

    /// <summary>In the basket.</summary>
    public IReadOnlyList<string> Basket { get; init; } = [];

    /// <summary>The item of <c>similar</c> and <c>bought-together</c>.</summary>
    public string? ItemId { get; init; }

    /// <summary>One of thousands: what is kept for visitors is left alone.</summary>
    public bool IsBulk { get; init; }

    /// <summary>Days of <c>popular</c>; 0 is all time.</summary>
    public int WindowDays { get; init; }
}
