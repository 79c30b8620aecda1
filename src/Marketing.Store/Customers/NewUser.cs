namespace Marketing.Store;

/// <summary>
/// One customer's profile on its way into the store. It replaces what is stored under its id, but for consent: what is not said there stays as it was, since
/// a shop that sends a new language must not thereby forget a refusal.
/// </summary>
public sealed record NewUser
{
    /// <summary>The shop's key; may not begin with <see cref="NewEvent.SessionPrefix"/>.</summary>
    public required string UserId { get; init; }

    /// <summary>BCP 47 tag.</summary>
    public string? Language { get; init; }

    /// <summary>IANA time zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>A JSON object in canonical form (<see cref="CanonicalJson"/>), or null.</summary>
    public string? Attributes { get; init; }

    /// <summary>May answers be personal? Null keeps what is stored.</summary>
    public bool? Personalization { get; init; }

    /// <summary>May e-mail be sent? Null keeps what is stored.</summary>
    public bool? Email { get; init; }

    /// <summary>May SMS be sent? Null keeps what is stored.</summary>
    public bool? Sms { get; init; }

    /// <summary>May push messages be sent? Null keeps what is stored.</summary>
    public bool? Push { get; init; }
}
