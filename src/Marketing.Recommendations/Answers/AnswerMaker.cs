using Marketing.Recommendations.Log;
using Marketing.Recommendations.Serving;
using Marketing.Store;

namespace Marketing.Recommendations.Answers;

/// <summary>What an answer says beside its list.</summary>
/// <param name="Subject">Logged; <see cref="RecommendationIds.Nobody"/> for nobody.</param>
/// <param name="UserId">Echoed.</param>
/// <param name="Model">What ranked.</param>
/// <param name="Policy">By which rules.</param>
/// <param name="Request">For the log.</param>
/// <param name="NextCursor">Null at the end.</param>
/// <param name="Newest">Newest event that counted, Unix seconds.</param>
/// <param name="Degraded">The database was away.</param>
/// <param name="Window">Of a list that counts back over one.</param>
/// <param name="WindowEnd">Where it ends; null: where the model's knowledge ends.</param>
internal sealed record AnswerFrame(
    string Subject,
    string? UserId,
    CurrentRecommendations Model,
    ListPolicy Policy,
    LoggedRequest Request,
    string? NextCursor,
    long? Newest,
    bool Degraded,
    string? Window = null,
    DateTimeOffset? WindowEnd = null
);

/// <summary>Turns a list into an answer.</summary>
internal static class AnswerMaker
{
    private static readonly TimeSpan StaleAfter = TimeSpan.FromHours(36);

    /// <summary>Serializes it, ready to be given any number of times.</summary>
    /// <param name="page">The list.</param>
    /// <param name="shelf">Names and prices.</param>
    /// <param name="ask">What was asked.</param>
    /// <param name="frame">The rest of the answer.</param>
    /// <param name="reasons">Says why, one for each item; not called when no reasons are wanted.</param>
    /// <param name="now">UTC.</param>
    /// <param name="expiresAt">Clock ticks.</param>
    public static PreparedAnswer Make(
        RankedPage page,
        Shelf shelf,
        Ask ask,
        AnswerFrame frame,
        Func<IReadOnlyList<RankedItem>, IReadOnlyList<Reason>> reasons,
        DateTimeOffset now,
        long expiresAt
    )
    {
        var items = new AnswerItem[page.Items.Count];
        var rows = new CatalogueItem?[items.Length];
        var why = ask.Request.Explain ? reasons(page.Items) : [];
        for (var at = 0; at < items.Length; at++)
        {
            var ranked = page.Items[at];
            rows[at] = shelf.RowAt(ranked.Place);
            items[at] = new AnswerItem(
                shelf.IdAt(ranked.Place),
                ask.Request.Offset + at + 1,
                ranked.Score,
                ranked.Source,
                ranked.IsFiller,
                ask.Request.Explain ? Reasons(why[at], IsByScore(ranked.Source) ? shelf.RecordOf(ranked.Place) : null, ask.Language) : [],
                Product(rows[at])
            )
            {
                Support = ranked.Support,
                Propensity = ranked.Propensity,
                Lift = ranked.Lift is { } lift ? Math.Round(lift, 3) : null,
            };
        }

        var answer = new RecommendationAnswer(
            RecommendationId: "",
            frame.UserId,
            ask.Request.Placement,
            frame.Policy.Variant,
            frame.Model.Version,
            GeneratedAt: default,
            items,
            frame.NextCursor
        )
        {
            Degraded = frame.Degraded,
            Stale = frame.Model.Watermark is { } watermark && now - watermark > StaleAfter,
            Window = frame.Window,
            WindowEnd = frame.Window is null ? null : frame.WindowEnd ?? frame.Model.Watermark,
        };
        return PreparedAnswer.From(answer, Logged(items, ask, frame), shelf, rows, items.Length >= ask.Request.N, expiresAt);
    }

    /// <summary>Whether an item's place in the list comes from a score that its record lowers.</summary>
    private static bool IsByScore(string source) =>
        source
            is not (
                Sources.Similar
                or Sources.BoughtTogether
                or Sources.Trending
                or Sources.New
                or Sources.Catalogue
                or Sources.Pinned
                or Sources.Exploration
            );

    private static AnswerReason[] Reasons(Reason why, ItemRecord? record, string? language)
    {
        var first = new AnswerReason(why.Kind, why.Text, why.ItemId);
        if (record is not { } against)
        {
            return [first];
        }

        var lowered = ReasonTexts.For(language).Lowered(against.Flaw);
        return [first, new AnswerReason(lowered.Kind, lowered.Text)];
    }

    private static LoggedAnswer Logged(AnswerItem[] items, Ask ask, AnswerFrame frame) =>
        new(
            frame.Subject,
            RecommendationIds.Suffix(frame.Subject),
            ask.Request.Placement,
            frame.Model.Version,
            Watermark(frame),
            frame.Request.ToJson(),
            Array.ConvertAll(items, item => item.ItemId),
            Array.ConvertAll(items, item => item.Score),
            Array.ConvertAll(items, item => item.Source)
        )
        {
            RuleVersion = frame.Policy.Version,
            Variant = frame.Policy.Variant,
            Propensities = Array.Exists(items, item => item.Propensity is not null)
                ? Array.ConvertAll(items, item => (float)(item.Propensity ?? 1))
                : null,
        };

    private static DateTime? Watermark(AnswerFrame frame)
    {
        var newest = frame.Newest is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : (DateTimeOffset?)null;
        var watermark = frame.Model.Watermark;
        return (newest > watermark || watermark is null ? newest : watermark)?.UtcDateTime;
    }

    private static AnswerProduct? Product(CatalogueItem? row) =>
        row is not null ? new AnswerProduct(row.Name, row.Category, row.Brand, row.Price, row.Currency, row.Stock, row.ImageUrl) : null;
}
