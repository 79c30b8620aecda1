using System.Text.Json;
using Marketing.Ads.Budgets;
using Marketing.Ads.Definitions;
using Marketing.Ads.Prediction;
using Marketing.Store;
using Npgsql;

namespace Marketing.Ads.Decisions;

/// <summary>What came of asking.</summary>
/// <param name="Answer">The answer, JSON; null: the id was used for somebody else.</param>
internal readonly record struct DecisionResult(string? Answer);

/// <summary>
/// Decides: with the database inside one transaction a customer, so that caps hold whatever happens at the same time; without it from memory, within this replica's share,
/// onto disk.
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
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromDays(30);
    private readonly ISegmentMembership? _segments = segments.LastOrDefault();
    private readonly IItemMood? _moods = moods.LastOrDefault();
    private readonly IOpenComplaints? _complaints = complaints.LastOrDefault();
    private readonly SubjectLocks _locks = new();

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
            catch (Exception fault) when (fault is TimeoutException or NpgsqlException { IsTransient: true })
            {
                // It goes on from memory below; the breaker has opened.
            }
        }

        return await FromMemoryAsync(attempt, cancel);
    }

    private async Task<DecisionResult> WithDatabaseAsync(Attempt attempt, CancellationToken cancel)
    {
        var (asker, world) = (attempt.Asker, World() with { Share = replica.Share with { IsAway = false } });
        var day = DateOnly.FromDateTime(asker.Now.UtcDateTime);
        await EnsureBudgetsAsync(world.Book, asker.Now, day, cancel);
        var result = await writer.RunAsync(
            TimeSpan.FromMilliseconds(options.DatabaseMilliseconds),
            async (connection, _, token) =>
            {
                Undo(attempt);
                var known = await DecisionStore.LockAndReadAsync(
                    connection,
                    asker.Subject,
                    attempt.DecisionId,
                    attempt.MayBeKnown,
                    Window(world.Book),
                    asker.Now,
                    token
                );
                if (known.Answer is not null)
                {
                    return new DecisionResult(known.OtherSubject ? null : known.Answer);
                }

                // Who was given up on must not decide any more: his answer has come from memory.
                token.ThrowIfCancellationRequested();
                Decide(attempt, world, new Ledger(known.Ledger));
                await DecisionStore.WriteAsync(
                    connection,
                    attempt.Record ?? throw new InvalidOperationException("Nothing was decided."),
                    token
                );
                return new DecisionResult(attempt.Record.Answer);
            },
            cancel
        );
        Remember(attempt);
        return result;
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

    private void Decide(Attempt attempt, DecisionWorld world, Ledger ledger)
    {
        var from = clock.GetTimestamp();
        var (predictor, priors) = current.Get();
        var decision = new Decider(world, predictor, priors, budgets).Decide(attempt.DecisionId, attempt.Asker, attempt.Wanted, ledger);
        attempt.Decision = decision;
        attempt.Ledger = ledger;
        attempt.Record = DecisionRecord.Of(decision, JsonSerializer.Serialize(decision.Answer, attempt.Json), replica.Id, options);
        metrics.Decided(decision.Degraded, clock.GetElapsedTime(from));
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

    private ValueTask EnsureBudgetsAsync(AdBook book, DateTimeOffset now, DateOnly day, CancellationToken cancel)
    {
        List<LiveCampaign>? lacking = null;
        foreach (var campaign in book.Campaigns)
        {
            if (IsLive(campaign.Definition, now) && budgets.Lacks(campaign, day))
            {
                (lacking ??= []).Add(campaign);
            }
        }

        return lacking is null ? ValueTask.CompletedTask : budgets.EnsureAsync(lacking, day, cancel);
    }

    private static bool IsLive(Campaign campaign, DateTimeOffset now) =>
        campaign.State == AdState.Active && !(campaign.StartsAt > now) && !(campaign.EndsAt <= now);

    /// <summary>A decision on its way.</summary>
    private sealed class Attempt(string decisionId, Asker asker, IReadOnlyList<Wanted> wanted, bool mayBeKnown, JsonSerializerOptions json)
    {
        public string DecisionId => decisionId;

        public Asker Asker => asker;

        public IReadOnlyList<Wanted> Wanted => wanted;

        /// <summary>The caller named it, so it may be a retry.</summary>
        public bool MayBeKnown => mayBeKnown;

        public JsonSerializerOptions Json => json;

        public Decision? Decision { get; set; }

        public Ledger? Ledger { get; set; }

        public DecisionRecord? Record { get; set; }
    }
}

/// <summary>The newest answers under ids that callers named, so that a retry needs no database. Bounded by throwing the older half away.</summary>
internal sealed class AnswerMemory
{
    private const int Most = 20_000;
    private readonly Lock _lock = new();
    private Dictionary<string, (string Subject, string Answer)> _young = new(StringComparer.Ordinal);
    private Dictionary<string, (string Subject, string Answer)> _old = new(StringComparer.Ordinal);

    public (string Subject, string Answer)? Find(string decisionId)
    {
        lock (_lock)
        {
            return _young.TryGetValue(decisionId, out var found) || _old.TryGetValue(decisionId, out found) ? found : null;
        }
    }

    public void Keep(string decisionId, string subject, string answer)
    {
        lock (_lock)
        {
            if (_young.Count >= Most / 2)
            {
                (_old, _young) = (_young, new Dictionary<string, (string, string)>(StringComparer.Ordinal));
            }

            _young[decisionId] = (subject, answer);
        }
    }

    /// <summary>Forgets the answers to some customers. Looked for among all: it happens when somebody's row changes, which is seldom.</summary>
    public void Forget(IReadOnlySet<string> subjects)
    {
        lock (_lock)
        {
            foreach (var answers in new[] { _young, _old })
            {
                foreach (var (id, given) in answers)
                {
                    if (subjects.Contains(given.Subject))
                    {
                        answers.Remove(id);
                    }
                }
            }
        }
    }

    /// <summary>Forgets all answers.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            (_young, _old) = ([], []);
        }
    }
}
