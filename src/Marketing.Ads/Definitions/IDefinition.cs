namespace Marketing.Ads.Definitions;

/// <summary>What a marketer defines: a channel, a placement, a campaign or an ad. The record is the body that is sent, what is stored and what is answered.</summary>
internal interface IDefinition<TSelf>
    where TSelf : class, IDefinition<TSelf>
{
    /// <summary>As in the table and in sentences: <c>campaign</c>.</summary>
    static abstract string Kind { get; }

    /// <summary>Name of the id's field: <c>campaignId</c>.</summary>
    static abstract string IdField { get; }

    string? Id { get; }

    /// <summary>Of an ad: its campaign.</summary>
    string? ParentId => null;

    TSelf WithId(string id);

    /// <summary>Notes every field that does not fit.</summary>
    void Check(FieldCheck check, AdsOptions options);
}
