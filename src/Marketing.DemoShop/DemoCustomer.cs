namespace Marketing.DemoShop;

/// <summary>A registered customer as the shop knows them. Null consent: never asked.</summary>
public sealed record DemoCustomer
{
    /// <summary>The shop's key: <c>u-0001</c>, …</summary>
    public required string UserId { get; init; }

    /// <summary><c>zh</c> or <c>en</c>.</summary>
    public required string Language { get; init; }

    /// <summary>IANA name.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Age band, membership, device.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>May answers be personal?</summary>
    public required bool? ConsentPersonalization { get; init; }

    /// <summary>May e-mail be sent?</summary>
    public required bool? ConsentEmail { get; init; }

    /// <summary>May SMS be sent?</summary>
    public required bool? ConsentSms { get; init; }

    /// <summary>May push messages be sent?</summary>
    public required bool? ConsentPush { get; init; }

    /// <summary>Days after the first day on which they registered; 0 where they were there before.</summary>
    public required int JoinDay { get; init; }
}
