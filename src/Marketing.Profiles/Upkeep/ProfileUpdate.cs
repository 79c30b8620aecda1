using Marketing.Profiles.Features;
using Marketing.Profiles.Model;
using Marketing.Profiles.Segments;
using Marketing.Store;
using Marketing.Training;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Upkeep;

/// <summary>Brings the profiles of some customers up to date: works them out from all their events, whatever was stored before. Doing it twice changes nothing.</summary>
internal sealed class ProfileUpdate(
    NpgsqlDataSource database,
    Catalogue catalogue,
    SegmentRefresh segments,
    SegmentMemory memory,
    StoreChanges changes,
    IServingModel<ServedProfiles> serving,
    PrivacySettings privacy,
    ProfilesOptions options,
    TimeProvider clock
)
{
    private readonly Lock _shopLock = new();
    private ShopFacts? _shop;

    /// <summary>The catalogue as features want it; the price bands are worked out once for each state of it.</summary>
    public ShopFacts Shop
    {
        get
        {
            var current = catalogue.Current;
            lock (_shopLock)
            {
                return _shop?.Catalogue.Version == current.Version ? _shop : _shop = ShopFacts.Of(current, options.HalfLifeDays);
            }
        }
    }

    /// <summary>Waits until the whole catalogue is known: without it nobody would seem to like anything.</summary>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        if (!catalogue.IsLoaded)
        {
            await catalogue.LoadAsync(cancel);
        }
    }

    /// <summary>Updates them in one transaction.</summary>
    /// <param name="users">Some hundreds at most.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task RunAsync(string[] users, CancellationToken cancel)
    {
        await PrepareAsync(cancel);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ProfileLock.TakeAsync(connection, cancel);
        var at = clock.GetUtcNow();
        List<CustomerHistory> histories = [];
        await foreach (var history in CustomerEvents.ReadAsync(connection, users, cancel))
        {
            histories.Add(history);
        }

        var active = histories.Select(history => history.UserId).ToHashSet(StringComparer.Ordinal);
        histories.AddRange(
            users.Distinct(StringComparer.Ordinal).Where(user => !active.Contains(user)).Select(user => new CustomerHistory(user, []))
        );
        await WriteAsync(connection, histories, at, cancel);
        if (await segments.OfUsersAsync(connection, users, cancel) > 0)
        {
            await changes.AnnounceAsync(connection, transaction, ChangeKind.SegmentMembers, users, cancel);
        }

        await transaction.CommitAsync(cancel);
        // Also without a move: somebody who was erased has left without one.
        await memory.FollowAsync(users, cancel);
    }

    /// <summary>Works out and stores profiles within the caller's transaction, which holds the lock; those who may have none lose it.</summary>
    public async Task WriteAsync(
        NpgsqlConnection connection,
        IReadOnlyList<CustomerHistory> histories,
        DateTimeOffset at,
        CancellationToken cancel
    )
    {
        string[] users = [.. histories.Select(history => history.UserId)];
        var erased = await ErasedPeople.FindAsync(connection, users, cancel);
        var known = await CustomerFactsReader.ReadAsync(connection, users, cancel);
        var (shop, model) = (Shop, serving.Current);
        List<NewProfile> profiles = [];
        List<string> gone = [];
        foreach (var (user, events) in histories)
        {
            var isKnown = known.TryGetValue(user, out var row);
            if (
                erased.Contains(user)
                || !(row.Personal ?? privacy.Personalization == PrivacySettings.OptOut)
                || (!isKnown && events.Count == 0)
            )
            {
                gone.Add(user);
            }
            else
            {
                var features = ProfileFeatures.Of(events, row.Facts ?? CustomerFacts.None, shop, at);
                profiles.Add(new NewProfile(user, features, OutputsOf(features, model)));
            }
        }

        await ProfileWriter.WriteAsync(connection, profiles, cancel);
        if (gone.Count > 0)
        {
            await ProfileWriter.DeleteAsync(connection, [.. gone], cancel);
        }
    }

    private static ProfileOutputs OutputsOf(ProfileFeatures features, ServedModel<ServedProfiles>? model) =>
        model is null
            ? ProfileOutputs.None
            : model.Model.Content.Of(
                model.Version,
                features.Inputs,
                features.RecencyDays,
                features.Bought.Orders,
                (double)features.Bought.Spend
            );

    /// <summary>Users behind subjects: a session is whoever turned out to have had it.</summary>
    public async Task<string[]> UsersOfAsync(IReadOnlyCollection<string> subjects, CancellationToken cancel)
    {
        var users = subjects
            .Where(subject => !subject.StartsWith(NewEvent.SessionPrefix, StringComparison.Ordinal))
            .ToHashSet(StringComparer.Ordinal);
        string[] sessions =
        [
            .. subjects
                .Where(subject => subject.StartsWith(NewEvent.SessionPrefix, StringComparison.Ordinal))
                .Select(subject => subject[NewEvent.SessionPrefix.Length..]),
        ];
        if (sessions.Length > 0)
        {
            await using var command = database.CreateCommand("SELECT DISTINCT user_id FROM shop.session_links WHERE session_id = ANY($1)");
            command.Parameters.Add(new NpgsqlParameter { Value = sessions, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                users.Add(reader.GetString(0));
            }
        }

        return [.. users.Order(StringComparer.Ordinal)];
    }
}
