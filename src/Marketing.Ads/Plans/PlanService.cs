using System.Globalization;
using Marketing.Ads.Budgets;
using Marketing.Ads.Decisions;
using Marketing.Ads.Definitions;
using Marketing.Ads.Prediction;
using Marketing.Learning.Planning;
using Marketing.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Ads.Plans;

/// <summary>Makes plans, one at a time: a large one takes both cores for a while.</summary>
internal sealed class PlanService(
    BookKeeper book,
    Catalogue catalogue,
    IEnumerable<ISegmentMembership> segments,
    IEnumerable<IItemMood> moods,
    IEnumerable<IOpenComplaints> complaints,
    CurrentPredictor current,
    Replica replica,
    PlanStore store,
    NpgsqlDataSource database,
    StoreWriter writer,
    AdsOptions options,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<PlanService> log
) : IDisposable
{
    /// <summary>Plans of this replica that are made or wait for their turn.</summary>
    public const int MostOpen = 8;

    // Waiting included: whoever asks for a plan that is older knows that nobody works on it any more.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _open;

    /// <summary>Begins a plan, which goes on when the caller has gone.</summary>
    /// <returns>Its id, and the work; null when as many wait as may.</returns>
    public async Task<(Guid PlanId, Task Work)?> BeginAsync(PlanRequest request, CancellationToken cancel)
    {
        if (Interlocked.Increment(ref _open) > MostOpen)
        {
            Interlocked.Decrement(ref _open);
            return null;
        }

        try
        {
            var planId = Guid.CreateVersion7(clock.GetUtcNow());
            await store.BeginAsync(planId, request, cancel);
            return (planId, Task.Run(() => WorkAsync(planId, request, lifetime.ApplicationStopping), CancellationToken.None));
        }
        catch
        {
            Interlocked.Decrement(ref _open);
            throw;
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task WorkAsync(Guid planId, PlanRequest request, CancellationToken stop)
    {
        using var tooLong = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, tooLong.Token);
        try
        {
            await _turn.WaitAsync(either.Token);
            try
            {
                await MakeAsync(planId, request, either.Token);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            log.LogInformation("Plan {PlanId} was broken off: the host stops", planId);
        }
        catch (OperationCanceledException exception) when (tooLong.IsCancellationRequested)
        {
            log.LogWarning(exception, "Plan {PlanId} takes longer than {Longest}", planId, Longest);
            await FailAsync(planId, $"The plan was not made within {Longest.TotalMinutes:0} minutes. Plan fewer customers or hours.", stop);
        }
        catch (Exception exception)
        {
            log.LogError(exception, "Plan {PlanId} failed", planId);
            await FailAsync(planId, "The plan could not be made; the log says why.", stop);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task FailAsync(Guid planId, string why, CancellationToken cancel)
    {
        try
        {
            await store.FailAsync(planId, why, cancel);
        }
        catch (Exception second) when (second is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            log.LogWarning(second, "Plan {PlanId} stays without a result", planId);
        }
    }

    private async Task MakeAsync(Guid planId, PlanRequest request, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var start = request.StartsAt?.ToUniversalTime() ?? now.AddHours(1);
        start = new DateTimeOffset(start.Year, start.Month, start.Day, start.Hour, 0, 0, TimeSpan.Zero);
        var membership = segments.LastOrDefault();
        var world = new DecisionWorld(
            book.Current,
            catalogue.Current,
            membership,
            moods.LastOrDefault(),
            complaints.LastOrDefault(),
            replica.Share,
            options
        );
        PlanMaterial material;
        await using (var connection = await database.OpenConnectionAsync(cancel))
        {
            material = await PlanMaterial.ReadAsync(
                connection,
                request.Customers,
                user => request.SegmentId is not { } segment || membership?.Contains(segment, user) == true,
                now,
                cancel
            );
        }

        var builder = new PlanBuilder(world, current.Get().Predictor, request, material, start);
        if (builder.Ads.Count == 0 || builder.Channels.Count == 0 || material.Customers.Count == 0)
        {
            var why =
                builder.Ads.Count == 0 ? "None of the campaigns has an ad that may be sent then."
                : builder.Channels.Count == 0 ? "None of the channels is enabled."
                : "There is no customer to plan for.";
            await store.FailAsync(planId, why, cancel);
            return;
        }

        var budgets = await BudgetsAsync(request, builder.Ads, now, cancel);
        var threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        var solution = Planner.Solve(builder.Build(budgets), new PlanControl(Threads: threads, Cancel: cancel));
        List<AdPlanAssignmentRow> rows =
        [
            .. solution.Assignments.Select(
                (one, ordinal) =>
                    new AdPlanAssignmentRow
                    {
                        UserId = material.Customers[one.Customer].Customer.UserId,
                        Ordinal = ordinal,
                        AdId = builder.Ads[one.Ad].Id,
                        CampaignId = builder.Ads[one.Ad].Campaign.Id,
                        Channel = builder.Channels[one.Channel].Request.ChannelId,
                        SendAt = start.AddHours(one.Hour),
                        Value = one.Value,
                        Cost = (double)builder.Channels[one.Channel].Channel.Cost,
                    }
            ),
        ];
        await store.FinishAsync(planId, Summary(planId, solution, material.Customers.Count, rows.Count), rows, cancel);
    }

    /// <summary>What each campaign may spend: as the request says, else what is left of its budget.</summary>
    private async Task<Dictionary<string, decimal>> BudgetsAsync(
        PlanRequest request,
        IReadOnlyList<LiveAd> ads,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        var campaigns = ads.Select(ad => ad.Campaign).Distinct().ToList();
        string[] ids = [.. campaigns.Select(campaign => campaign.Id).Order(StringComparer.Ordinal)];
        var rows = await writer.RunAsync(
            TimeSpan.FromSeconds(10),
            (connection, _, token) => BudgetSql.LockAsync(connection, ids, day, token),
            cancel
        );
        Dictionary<string, decimal> budgets = new(StringComparer.Ordinal);
        foreach (var campaign in campaigns)
        {
            if (
                BudgetSql.Free(
                    campaign.Definition with
                    {
                        Pacing = Pacing.Asap,
                    },
                    rows[(campaign.Id, day)],
                    rows[(campaign.Id, BudgetSql.AllDays)],
                    now
                ) is
                { } free
            )
            {
                budgets[campaign.Id] = free;
            }
        }

        foreach (var budget in request.Budgets ?? [])
        {
            budgets[budget.CampaignId] = budget.Amount;
        }

        return budgets;
    }

    private static PlanAnswer Summary(Guid planId, PlanSolution solution, int customers, int messages) =>
        new()
        {
            PlanId = planId,
            State = "draft",
            Messages = messages,
            Customers = customers,
            Prices = [.. solution.Prices.Select(Priced)],
            Objective = solution.Objective,
            Bound = solution.Bound,
            Gap = solution.Gap,
            Unmet = [.. solution.Shortfalls.Select(one => new UnmetWish(one.AdId, one.Wished, one.Reached, one.Reason, one.IsImpossible))],
        };

    private static LimitPrice Priced(PlanPrice price)
    {
        var name = price.Limit switch
        {
            PlanLimit.Budget => "budget",
            PlanLimit.Channel => "channel",
            PlanLimit.ChannelHour => "channelHour",
            _ => "wish",
        };
        var bound = price.Most >= 1_000_000_000 ? (double?)null : price.Most;
        var unit = price.Limit switch
        {
            PlanLimit.Budget => "100 more to spend",
            PlanLimit.Wish => "100 messages fewer wished",
            _ => "100 more messages",
        };
        var text =
            price.Price > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{unit} on {price.Id} would return {100 * price.Price:0.##}.")
                : string.Create(CultureInfo.InvariantCulture, $"{price.Id} does not limit the plan.");
        return new LimitPrice(name, price.Id, price.Hour, price.Price, price.Used, bound, text);
    }
}
