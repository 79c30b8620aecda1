using System.Text.Json.Serialization;
using Marketing.Store;

namespace Marketing.Ads.Definitions;

/// <summary>An ad of a campaign.</summary>
internal sealed record Ad : IDefinition<Ad>
{
    public static string Kind => "ad";

    public static string IdField => "adId";

    /// <summary>The marketer's key; made when left out.</summary>
    public string? AdId { get; init; }

    /// <summary>The campaign that it belongs to.</summary>
    public required string CampaignId { get; init; }

    /// <summary>Headline.</summary>
    public required string Title { get; init; }

    /// <summary>Text below it.</summary>
    public string? Text { get; init; }

    /// <summary>The item that it leads to: out of stock, it is not shown.</summary>
    public string? ItemId { get; init; }

    /// <summary>Where a click leads: http, https, or a path that begins with a slash.</summary>
    public string? Url { get; init; }

    /// <summary>A picture: http, https, or a path that begins with a slash.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>What it is about, for places that do not want that (alcohol, gambling, …).</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>active or paused.</summary>
    public AdState State { get; init; }

    [JsonIgnore]
    public string? Id => AdId;

    [JsonIgnore]
    public string? ParentId => CampaignId;

    public Ad WithId(string id) => this with { AdId = id };

    public void Check(FieldCheck check, AdsOptions options)
    {
        check.Id("campaignId", CampaignId);
        check.Label("title", Title, 300);
        check.Text("text", Text, 4000);
        check.Id("itemId", ItemId);
        check.Require("url", Url is null || IsAddress(Url), "must be http, https, or a path that begins with a slash.");
        check.Require("imageUrl", ImageUrl is null || IsAddress(ImageUrl), "must be http, https, or a path that begins with a slash.");
        check.Labels("categories", Categories);
    }

    private static bool IsAddress(string text) =>
        text.Length <= 2000
        && TextRules.IsStorable(text)
        && TextRules.IsPrintable(text)
        && (
            (text.StartsWith('/') && !text.StartsWith("//", StringComparison.Ordinal))
            || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        );
}
