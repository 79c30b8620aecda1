using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Marketing.Api.OpenApi;

/// <summary>Says what each group of operations is for. One line a tag; a test of the host asks for it.</summary>
internal sealed class TagDescriptions : IDocumentFilter
{
    public static readonly IReadOnlyDictionary<string, string> Known = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Events"] = "What customers did: views, carts, orders, ratings, impressions, clicks.",
        ["Items"] = "The items of the shop.",
        ["Users"] = "Who the customers are and what they agreed to.",
        ["Complaints"] = "Complaints of customers and about products: while one is open, ads keep away.",
        ["Privacy"] = "People's rights: erasure, export, consent; and the log of privileged calls.",
        ["Recommendations"] = "What to recommend, to whom, and why.",
        ["Recommendation placements"] = "Presets that marketers edit: what the lists of a place are made of, and by which rules.",
        ["Sentiment"] = "How people feel about products, which aspect of them, and since when.",
        ["Advertising"] = "Which ad, on which channel, at which moment: campaigns, decisions, outcomes, plans and proof.",
        ["Profiles"] = "Who the customer is: features, scores, predictions and what each rests on.",
        ["Segments"] = "Groups of customers by rules, by recency, frequency and spend, or learned.",
        ["Analytics"] = "How the shop does: revenue, funnel, cohorts, trends, campaigns; and plans for the next one.",
        ["Data quality"] = "What came in, what was set aside and why, and what the models still need.",
        ["Models"] = "Trained models: runs, versions, what serves, and the way back.",
        ["Operation"] = "Health and figures of this host.",
    };

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var used = context
            .ApiDescriptions.SelectMany(api =>
                api.ActionDescriptor.EndpointMetadata.OfType<Microsoft.AspNetCore.Http.Metadata.ITagsMetadata>()
            )
            .SelectMany(tags => tags.Tags)
            .ToHashSet(StringComparer.Ordinal);
        // All errors have one shape; the framework's variants of it are referred to by nothing.
        swaggerDoc.Components?.Schemas?.Remove("HttpValidationProblemDetails");
        swaggerDoc.Tags = Known
            .Where(tag => used.Contains(tag.Key))
            .Select(tag => new OpenApiTag { Name = tag.Key, Description = tag.Value })
            .ToHashSet();
    }
}
