namespace Marketing.Store.Http;

/// <summary>What an API key may do. <see cref="Admin"/> may do everything that any other role may.</summary>
public enum ApiRole
{
    /// <summary>The shop: sends events, asks for recommendations, ad decisions and outcomes, sentiment, the assistant.</summary>
    Storefront,

    /// <summary>Reads everything; edits campaigns, ads, placements, rules, segments, articles, content.</summary>
    Marketer,

    /// <summary>Retrains, looks after models and imports, sees the details of health and the metrics.</summary>
    Operator,

    /// <summary>All of it, and erasure, export, consent, audit.</summary>
    Admin,
}
