using System.Text.Json.Serialization;

namespace Marketing.Ads.Definitions;

/// <summary>How a channel reaches people, and so which consent it needs.</summary>
internal enum ChannelKind
{
    /// <summary>On the shop's pages: no consent needed, nobody is disturbed.</summary>
    Web,

    /// <summary>E-mail: needs <c>consent.email</c>.</summary>
    Email,

    /// <summary>Text message: needs <c>consent.sms</c>.</summary>
    Sms,

    /// <summary>Push message: needs <c>consent.push</c>.</summary>
    Push,
}

/// <summary>A way to reach customers. The channels web, email, sms and push are there without being defined; a definition changes them or adds others.</summary>
internal sealed record Channel : IDefinition<Channel>
{
    public static string Kind => "channel";

    public static string IdField => "channelId";

    /// <summary>The marketer's key; made when left out.</summary>
    public string? ChannelId { get; init; }

    /// <summary>What people read.</summary>
    public string? Name { get; init; }

    /// <summary>web, email, sms or push.</summary>
    [JsonPropertyName("kind")]
    public ChannelKind ChannelKind { get; init; }

    /// <summary>False: nothing is shown or planned on it.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Cost of one impression or message, in the shop's currency.</summary>
    public decimal Cost { get; init; }

    /// <summary>Price of bothering a customer once more: taken off for each impression of the same campaign within the last 7 days.</summary>
    public decimal FatiguePrice { get; init; }

    /// <summary>Messages a day that a plan may send; absent: as many as it likes.</summary>
    public int? CapacityPerDay { get; init; }

    /// <summary>When customers are left alone, by their own clock. Absent: never on web, 21:00 to 08:00 elsewhere.</summary>
    public QuietHours? QuietHours { get; init; }

    /// <summary>Minutes after an impression within which a click is waited for; absent: the setting <c>Ads:Waiting:ClickMinutes</c>.</summary>
    public int? ClickWaitMinutes { get; init; }

    [JsonIgnore]
    public string? Id => ChannelId;

    public Channel WithId(string id) => this with { ChannelId = id };

    public void Check(FieldCheck check, AdsOptions options)
    {
        check.Label("name", Name, 200);
        check.Money("cost", Cost);
        check.Money("fatiguePrice", FatiguePrice);
        check.Between("capacityPerDay", CapacityPerDay, 0, 1_000_000_000);
        check.Between("clickWaitMinutes", ClickWaitMinutes, 1, 43_200);
        QuietHours?.Check("quietHours", check);
    }

    /// <summary>What an id stands for that nobody has defined.</summary>
    public static Channel Implied(string id) =>
        new()
        {
            ChannelId = id,
            ChannelKind = id switch
            {
                "email" => ChannelKind.Email,
                "sms" => ChannelKind.Sms,
                "push" => ChannelKind.Push,
                _ => ChannelKind.Web,
            },
        };
}
