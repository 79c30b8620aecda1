using Marketing.Ads.Definitions;
using Marketing.Ads.Prediction;
using Marketing.Store;

namespace Marketing.Ads.Decisions;

/// <summary>Who asks, and what is known of him and of the page at this moment.</summary>
internal sealed record Asker
{
    /// <summary>Written where there is neither user nor session.</summary>
    public const string Nobody = "?";

    /// <summary>User, else <c>session:</c> and the session, else <see cref="Nobody"/>.</summary>
    public required string Subject { get; init; }

    /// <summary>The user; null for visitors.</summary>
    public string? UserId { get; init; }

    /// <summary>His row, where there is one.</summary>
    public Customer? Customer { get; init; }

    /// <summary>May the answer be personal?</summary>
    public bool IsPersonal { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>By the customer's own clock.</summary>
    public required DateTime Local { get; init; }

    /// <summary>Categories of the page.</summary>
    public IReadOnlyList<string> PageCategories { get; init; } = [];

    /// <summary>What the model sees of him and of the page.</summary>
    public required AskerFeatures Features { get; init; }

    public bool IsKnown => Subject != Nobody;

    public ulong Hash { get; init; }

    /// <summary>Whether the channel may be used: on pages always, else only by those who said yes.</summary>
    public bool Consents(ChannelKind kind) =>
        kind switch
        {
            ChannelKind.Email => Customer?.Email == true,
            ChannelKind.Sms => Customer?.Sms == true,
            ChannelKind.Push => Customer?.Push == true,
            _ => true,
        };
}
