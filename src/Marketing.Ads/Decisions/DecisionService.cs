using System.Runtime.ExceptionServices;
using System.Text.Json;
using Marketing.Ads.Budgets;
using Marketing.Ads.Definitions;
using Marketing.Ads.Prediction;
using Marketing.Store;
using Npgsql;

namespace Marketing.Ads.Decisions;

/// <summary>
/// Decides: with the database inside a transaction that holds the customer's lock, so that caps hold whatever happens at the same time; without it from memory, within
/// this replica's share, onto disk.
/// </summary>
internal sealed class DecisionService(
    BookKeeper book,
    Catalogue catalogue,
    IEnumerable<ISegmentMembership> segments,
    IEnumerable<IItemMood> moods,
    IEnumerable<IOpenComplaints> complaints,
    CurrentPredictor current,
    BudgetDesk budgets,
    Replica replica,
    AskerReader askers,
    LedgerMemory memory,
    AnswerMemory answers,
    Spool spool,
    StoreWriter writer,
    DatabaseHealth health,
    AdsOptions options,
    AdsMetrics metrics,
    TimeProvider clock
)
{
    private const int GroupsAtOnce = 2;
    private const int MostInGroup = 32;
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromDays(30);
    private readonly ISegmentMembership? _segments = segments.LastOrDefault();
    private readonly IItemMood? _moods = moods.LastOrDefault();
    private readonly IOpenComplaints? _complaints = complaints.LastOrDefault();
    private readonly SubjectLocks _locks = new();
    private Together<Attempt>? _groups;

    public async Task<DecisionResult> DecideAsync(DecisionRequest request, JsonSerializerOptions json, CancellationToken cancel)
    {
        var asker = await askers.ReadAsync(request, cancel);
        var decisionId = request.DecisionId ?? DecisionIds.New(asker.Subject, asker.Now);
        if (request.DecisionId is not null && answers.Find(decisionId) is { } given)
        {
            return new DecisionResult(given.Subject == asker.Subject ? given.Answer : null);
        }

        IReadOnlyList<Wanted> wanted = [.. request.Placements.Select(place => new Wanted(place.Placement, place.N))];
        var attempt = new Attempt(decisionId, asker, wanted, request.DecisionId is not null, json);
        if (health.IsAvailable)
        {
            try
            {
                return await WithDatabaseAsync(attempt, cancel);
            }
            catch (Exception fault) when (IsAway(fault))
            {
                // It goes on from memory below; the breaker has opened.
            }
        }

        return await FromMemoryAsync(attempt, cancel);
    }

    /// <summary>With whoever else decides at this moment, since a transaction costs the database more than what one decision writes in it.</summary>
    private async Task<DecisionResult> WithDatabaseAsync(Attempt attempt, CancellationToken cancel)
    {
        var groups = LazyInitializer.EnsureInitialized(ref _groups, () => new Together<Attempt>(GroupsAtOnce, MostInGroup, GroupAsync));
        await groups.RunAsync(attempt).WaitAsync(cancel);
        if (attempt.Fault is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
        }

        return attempt.Result;
    }

    private async Task GroupAsync(IReadOnlyList<Attempt> group)
    {
        try
        {
            await TransactAsync(group);
        }
        catch (Exception fault) when (!IsAway(fault))
        {
            foreach (var attempt in group)
            {
                Undo(attempt);
                attempt.Fault = fault;
            }

            if (group.Count > 1)
            {
                // One of them may have spoilt it for all: each for itself.
                foreach (var attempt in group)
                {
                    attempt.Fault = null;
                    await GroupAsync([attempt]);
                }
            }
        }
    }

    private async Task TransactAsync(IReadOnlyList<Attempt> group)
    {
        var world = World() with { Share = replica.Share with { IsAway = false } };
        foreach (var one in group.DistinctBy(attempt => attempt.Day))
        {
            await EnsureBudgetsAsync(world.Book, one.Asker.Now, one.Day);
        }

        await writer.RunAsync(
            TimeSpan.FromMilliseconds(options.DatabaseMilliseconds),
            async (connection, _, token) =>
            {
                foreach (var attempt in group)
                {
                    Undo(attempt);
                }

                var known = await DecisionStore.LockAndReadAsync(connection, group, Window(world.Book), token);
                List<DecisionRecord> records = [];
                foreach (var attempt in group)
                {
                    // Who was given up on must not decide any more: his answer has come from memory.
                    token.ThrowIfCancellationRequested();
                    var (id, subject) = (attempt.DecisionId, attempt.Asker.Subject);
                    if (!known.Answers.TryGetValue(id, out var given))
                    {
                        var record = Decide(attempt, world, known.LedgerOf(subject));
                        given = known.Answers[id] = (subject, record.Answer);
                        records.Add(record);
                    }

                    attempt.Result = new DecisionResult(given.Subject == subject ? given.Answer : null);
                }

                await DecisionStore.WriteAsync(connection, records, token);
                return records.Count;
            },
            CancellationToken.None
        );
        foreach (var attempt in group)
        {
            Remember(attempt);
        }
    }

    /// <summary>One at a time a customer: what the database's locks do otherwise.</summary>
    private async Task<DecisionResult> FromMemoryAsync(Attempt attempt, CancellationToken cancel)
    {
        var turn = _locks.Of(attempt.Asker.Hash);
        await turn.WaitAsync(cancel);
        try
        {
            if (attempt.MayBeKnown && answers.Find(attempt.DecisionId) is { } given)
            {
                Undo(attempt);
                return new DecisionResult(given.Subject == attempt.Asker.Subject ? given.Answer : null);
            }

            // What was decided before the database went, and may have been committed, is the decision: deciding anew could give another.
            if (attempt.Record is null)
            {
                var world = World() with { Share = replica.Share with { IsAway = true } };
                Decide(attempt, world, new Ledger(memory.Of(attempt.Asker.Subject)));
            }

            var record = attempt.Record ?? throw new InvalidOperationException("Nothing was decided.");
            spool.TryAdd(record);
            Remember(attempt);
            return new DecisionResult(record.Answer);
        }
        finally
        {
            turn.Release();
        }
    }

    private DecisionRecord Decide(Attempt attempt, DecisionWorld world, Ledger ledger)
    {
        var from = clock.GetTimestamp();
        var (predictor, priors) = current.Get();
        var decision = new Decider(world, predictor, priors, budgets).Decide(attempt.DecisionId, attempt.Asker, attempt.Wanted, ledger);
        attempt.Decision = decision;
        attempt.Ledger = ledger;
        attempt.Record = DecisionRecord.Of(decision, JsonSerializer.Serialize(decision.Answer, attempt.Json), replica.Id, options);
        metrics.Decided(decision.Degraded, clock.GetElapsedTime(from));
        return attempt.Record;
    }

    /// <summary>Gives back what an earlier try took: that try was rolled back.</summary>
    private void Undo(Attempt attempt)
    {
        foreach (var choice in attempt.Decision?.Choices ?? [])
        {
            budgets.GiveBack(choice.Ad.Campaign, attempt.Decision?.Day ?? default, choice.Reserved);
        }

        (attempt.Decision, attempt.Record, attempt.Ledger) = (null, null, null);
    }

    private void Remember(Attempt attempt)
    {
        if (attempt is { Record: { } record, Ledger: { } ledger })
        {
            memory.Keep(record.Subject, ledger.Entries);
            answers.Keep(record.DecisionId, record.Subject, record.Answer);
        }
    }

    private DecisionWorld World() => new(book.Current, catalogue.Current, _segments, _moods, _complaints, replica.Share, options);

    private static TimeSpan Window(AdBook book) => book.LongestCap > ShortestWindow ? book.LongestCap : ShortestWindow;

    private ValueTask EnsureBudgetsAsync(AdBook book, DateTimeOffset now, DateOnly day)
    {
        List<LiveCampaign>? lacking = null;
        foreach (var campaign in book.Campaigns)
        {
            if (IsLive(campaign.Definition, now) && budgets.Lacks(campaign, day))
            {
                (lacking ??= []).Add(campaign);
            }
        }

        return lacking is null ? ValueTask.CompletedTask : budgets.EnsureAsync(lacking, day, CancellationToken.None);
    }

    private static bool IsAway(Exception fault) => fault is TimeoutException or NpgsqlException { IsTransient: true };

    private static bool IsLive(Campaign campaign, DateTimeOffset now) =>
        campaign.State == AdState.Active && !(campaign.StartsAt > now) && !(campaign.EndsAt <= now);
}
