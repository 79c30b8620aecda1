using Marketing.Ads.Budgets;
using Marketing.Ads.Decisions;
using Marketing.Ads.Definitions;
using Marketing.Store;
using Npgsql;

namespace Marketing.Ads.Outcomes;

/// <summary>What became of a report.</summary>
internal enum Taken
{
    /// <summary>Stored.</summary>
    Stored,

    /// <summary>It was reported before.</summary>
    Duplicate,

    /// <summary>There is no such decision.</summary>
    NoDecision,

    /// <summary>The decision did not choose this ad.</summary>
    NotChosen,
}

/// <summary>Takes in what became of chosen ads: judges, charges, and settles what can be learned.</summary>
internal sealed class OutcomeService(
    StoreWriter writer,
    BookKeeper book,
    Spool spool,
    AdsOptions options,
    AdsMetrics metrics,
    TimeProvider clock
)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    public async Task<(Taken Taken, string? Flag)> TakeAsync(string decisionId, string adId, Reported outcome, CancellationToken cancel)
    {
        // PostgreSQL keeps microseconds: the same report must be found again.
        outcome = outcome with
        {
            At = new DateTimeOffset(outcome.At.UtcTicks - (outcome.At.UtcTicks % 10), TimeSpan.Zero),
        };
        var result = await writer.RunAsync(
            Budget,
            (connection, _, token) => TakeAsync(connection, decisionId, adId, outcome, token),
            cancel
        );
        if (result.Taken == Taken.NoDecision && spool.HasAny)
        {
            throw new TimeoutException("The decision may be among those that are still to be written.");
        }

        if (result.Taken == Taken.Stored)
        {
            metrics.Outcome(outcome.Type.ToString(), result.Flag is null);
        }

        return result;
    }

    private async Task<(Taken Taken, string? Flag)> TakeAsync(
        NpgsqlConnection connection,
        string decisionId,
        string adId,
        Reported outcome,
        CancellationToken cancel
    )
    {
        var row =
            (
                DecisionIds.TryGetSubject(decisionId, out var subject)
                    ? await OutcomeStore.LockAsync(connection, subject, decisionId, adId, cancel)
                    : null
            ) ?? await OutcomeStore.LockAsync(connection, null, decisionId, adId, cancel);
        if (row is null)
        {
            return (await OutcomeStore.DecisionExistsAsync(connection, decisionId, cancel) ? Taken.NotChosen : Taken.NoDecision, null);
        }

        var isNew = await OutcomeStore.InsertAsync(connection, row, outcome, cancel);
        var (all, clicks) = await OutcomeStore.ReadAsync(connection, row, outcome.At, cancel);
        var wait = TimeSpan.FromMinutes(book.Current.Channel(row.Channel).ClickWaitMinutes ?? options.Waiting.ClickMinutes);
        var verdicts = OutcomeRules.Judge(all, row.DecidedAt, row.ExpiresAt, wait, at => IsMass(clicks, at), options);
        var flag = verdicts.FirstOrDefault(v => v.Outcome.Type == outcome.Type && v.Outcome.At == outcome.At).Flag;
        if (isNew)
        {
            await ApplyAsync(connection, row, verdicts, wait, cancel);
        }

        return (isNew ? Taken.Stored : Taken.Duplicate, flag);
    }

    private bool IsMass(List<DateTimeOffset> clicks, DateTimeOffset at) =>
        clicks.Count(click => click <= at && click > at.AddMinutes(-1)) > options.Clicks.PerMinute;

    private async Task ApplyAsync(
        NpgsqlConnection connection,
        ChosenRow row,
        IReadOnlyList<Verdict> verdicts,
        TimeSpan wait,
        CancellationToken cancel
    )
    {
        var now = clock.GetUtcNow();
        // A late impression carries no weight, but the customer saw it: the cap counts it.
        var impression = verdicts
            .FirstOrDefault(v => v is { Outcome.Type: AdOutcomeType.Impression, Flag: null or OutcomeRules.TooLate })
            .Outcome?.At;
        var click = verdicts.FirstOrDefault(v => v is { Outcome.Type: AdOutcomeType.Click, Flag: null }).Outcome?.At;
        var sales = verdicts.Where(v => v is { Outcome.Type: AdOutcomeType.Conversion, Flag: null }).ToList();
        var next = row with
        {
            ImpressionAt = impression,
            ClickAt = click,
            ConversionAt = sales.Count > 0 ? sales[0].Outcome.At : null,
            Revenue = sales.Sum(v => v.Outcome.Value ?? 0),
            ExpiresAt = impression is { } seen && seen <= row.ExpiresAt && row.ResolvedAt is null ? seen + wait : row.ExpiresAt,
            ResolvedAt = row.ResolvedAt ?? (click is null ? null : now),
        };
        var isDue = row.Spent == 0 && IsDue(next, verdicts);
        if (isDue || (next.ResolvedAt is not null && row.Reserved > 0))
        {
            next = await ChargeAsync(connection, next, isDue, cancel);
        }

        await OutcomeStore.WriteAsync(connection, next, verdicts, cancel);
    }

    private static bool IsDue(ChosenRow row, IReadOnlyList<Verdict> verdicts) =>
        row.Pricing switch
        {
            "cpm" => verdicts.Any(v => v is { Outcome.Type: AdOutcomeType.Impression, Flag: null }),
            "cpc" => row.ClickAt is not null,
            _ => row.ConversionAt is not null,
        };

    /// <summary>Charges what fits into the budget, and gives back what was reserved: what comes after it is spent is recorded and not charged.</summary>
    private async Task<ChosenRow> ChargeAsync(NpgsqlConnection connection, ChosenRow row, bool isDue, CancellationToken cancel)
    {
        var rows = await BudgetSql.LockAsync(connection, [row.CampaignId], row.Day, cancel);
        var (day, all) = (rows[(row.CampaignId, row.Day)], rows[(row.CampaignId, BudgetSql.AllDays)]);
        var price = row.Pricing == "cpm" ? decimal.Round(row.Bid / 1000, 9) : row.Bid;
        var campaign = book.Current.FindCampaign(row.CampaignId)?.Definition;
        // An impression was reserved for; if that has expired, only what nobody else holds is there for it.
        var heldElsewhere = row.Pricing == "cpm" ? 1 : 0;
        var fits =
            Fits(campaign?.Budget, all, row.Reserved, price, heldElsewhere)
            && Fits(campaign?.DailyBudget, day, row.Reserved, price, heldElsewhere);
        var charged = isDue && fits ? price : 0;
        await BudgetSql.AddAsync(connection, [(row.CampaignId, row.Day, charged, -row.Reserved)], cancel);
        return row with { Spent = row.Spent + charged, Reserved = 0 };
    }

    private static bool Fits(decimal? limit, (decimal Spent, decimal Reserved) row, decimal own, decimal price, int heldElsewhere) =>
        limit is not { } most || row.Spent + (heldElsewhere * (row.Reserved - own)) + price <= most;
}
