using System.Diagnostics;
using System.Globalization;
using Marketing.Benchmarks.Quick;
using Marketing.Profiles;
using Marketing.Profiles.Endpoints;
using Marketing.Profiles.Model;
using Marketing.Profiles.Segments;
using Marketing.Profiles.Upkeep;
using Marketing.Store;
using Marketing.Training;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Marketing.Benchmarks;

/// <summary>
/// The nightly run of <c>profiles</c> on an embedded PostgreSQL: every profile worked out and stored, the model trained and judged, every prediction renewed, segments
/// refreshed. Target: 1 M customers and 20 M events within 10 minutes and 4 GiB on two cores; this measures a tenth and extrapolates. Then counts of
/// segments over 1 M profiles; target: below a second.
/// </summary>
public static class ProfilesBench
{
    private const int Whole = 1_000_000;
    private const int EventsEach = 20;
    private const int Segments = 20;

    private const string Fill = """
        INSERT INTO shop.items (item_id, name, category, brand, price, currency, available, recommendable, tags, created_at, changed_at)
        SELECT 'i' || i, 'Item ' || i, 'Department ' || i % 12 || ' > Shelf ' || i % 97, 'Brand ' || i % 40, 5 + i % 90, 'EUR', true, true, '{}', now(), now()
        FROM generate_series(1, 2000) AS i;
        INSERT INTO shop.users (user_id, language, created_at, changed_at)
        SELECT 'customer-' || u, CASE WHEN u % 3 = 0 THEN 'zh' ELSE 'en' END, now(), now() FROM generate_series(1, :customers) AS u;
        INSERT INTO shop.events (user_id, event_id, type, occurred_at, received_at, item_id, quantity, price, currency, order_id, query, channel, weight, content_hash)
        SELECT 'customer-' || u, 'e' || n, type, at, at, CASE WHEN type <> 5 THEN 'i' || 1 + abs(hashint8(u * 31 + n)) % 2000 END,
            CASE WHEN type = 3 THEN 1 END, CASE WHEN type = 3 THEN 5 + n % 90 END, CASE WHEN type = 3 THEN 'EUR' END, CASE WHEN type = 3 THEN 'o' || n END,
            CASE WHEN type = 5 THEN 'query ' || n % 500 END, CASE n % 3 WHEN 0 THEN 'app' ELSE 'web' END, 1, n
        FROM (SELECT u, n, (ARRAY[1,1,1,1,1,1,2,2,3,5,8,9])[1 + abs(hashint8(n * 7919 + u)) % 12]::smallint AS type,
                now() - (abs(hashint8(n * 104729 + u * 13)) % 31536000) * (0.05 + (u % 20) / 20.0) * interval '1 second' AS at
            FROM generate_series(1, :customers) AS u CROSS JOIN LATERAL generate_series(u * :each::bigint, u * :each::bigint + :each - 1) AS n
            ORDER BY n % 1000) AS e
        """;

    /// <param name="args"><c>--customers N</c> (100,000).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var customers = Array.IndexOf(args, "--customers") is >= 0 and var i
            ? int.Parse(args[i + 1], CultureInfo.InvariantCulture)
            : Whole / 10;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("ConnectionStrings:Marketing", await Workplace.StartDatabaseAsync()),
                new("Marketing:DataDirectory", Path.Combine(Workplace.Folder, "data")),
            ])
            .Build();
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddMarketingStore(configuration)
            .AddMarketingTraining(configuration)
            .AddProfiles(configuration)
            .BuildServiceProvider();
        await NightAsync(services, Workplace.Processes(), customers);
        await CountsAsync(services.GetRequiredService<NpgsqlDataSource>(), customers);
        return 0;
    }

    private static async Task NightAsync(ServiceProvider services, PostgresProcesses server, int customers)
    {
        var database = services.GetRequiredService<NpgsqlDataSource>();
        await ExecuteAsync(
            database,
            Fill.Replace(":customers", customers.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace(":each", EventsEach.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        );
        await ExecuteAsync(database, "VACUUM ANALYZE");
        await services.GetRequiredService<Catalogue>().LoadAsync(CancellationToken.None);
        var store = services.GetRequiredService<SegmentStore>();
        for (var segment = 0; segment < Segments; segment++)
        {
            await store.PutAsync(
                $"s{segment}",
                "Segment",
                new SegmentDefinition { Rule = Rule(segment) },
                onlyNew: true,
                CancellationToken.None
            );
        }

        // A night finds the profiles of the night before: the first run only makes them.
        var steps = new Steps(server);
        steps.Done($"{customers:N0} customers, {customers * EventsEach:N0} events, {Segments} segments made");
        await NightOnceAsync(services, database, "1", steps);
        steps.Done("a first night, where there is no profile yet");
        steps.Begin();
        var learning = await NightOnceAsync(services, database, "2", steps);
        var (night, growing) = (steps.Total, steps.Total - learning);
        using var process = Process.GetCurrentProcess();
        process.Refresh();
        Steps.Print(night, $"the night; peak {process.PeakWorkingSet64 >> 20:N0} MiB here, PostgreSQL's own apart");
        // The model learns from a sample of one size, however many customers there are.
        var times = Whole / (double)customers;
        var whole = (growing * times) + learning;
        Steps.Print(
            whole,
            string.Create(
                CultureInfo.InvariantCulture,
                $"extrapolated to {Whole:N0} customers and {Whole * EventsEach:N0} events, {times:0.#} times as many: {whole.Wall / 60:0.0} minutes, {(whole.Here + whole.Server) / 2 / 60:0.0} where two cores are wholly its own; the model learns from at most {services.GetRequiredService<ProfilesOptions>().TrainingCustomers:N0} customers, which does not grow (sorting grows a little faster)"
            )
        );
    }

    /// <summary>Everything that a night does, step by step.</summary>
    /// <returns>The part that does not grow with the number of customers.</returns>
    private static async Task<Cost> NightOnceAsync(ServiceProvider services, NpgsqlDataSource database, string version, Steps steps)
    {
        var model = services.GetServices<ITrainableModel>().Single(m => m.Name == "profiles");
        await using var connection = await database.OpenConnectionAsync();
        TrainingMaterial material;
        await using (var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead))
        {
            material = await model.ReadAsync(connection, CancellationToken.None);
        }

        steps.Done("all profiles and segments");
        var candidate = material.Candidates.Single(c => c.Algorithm == "k-means");
        var evaluated = candidate.Evaluate(null, new Progress<double>(), CancellationToken.None);
        using var artefact = new MemoryStream();
        candidate.Refit(evaluated, artefact, new Progress<double>(), CancellationToken.None);
        artefact.Position = 0;
        var learning = steps.Done("the model");
        var renewed = await services
            .GetRequiredService<ModelRenewal>()
            .RenewAsync(
                new ServedModel<ServedProfiles>(version, new ServedProfiles(ProfileModelFile.Read(artefact)), material.Watermark),
                CancellationToken.None
            );
        steps.Done($"{renewed:N0} predictions, and the segments again");
        return learning;
    }

    private static async Task CountsAsync(NpgsqlDataSource database, int customers)
    {
        var copies = Whole / customers;
        foreach (var table in (string[])["profiles", "details"])
        {
            var columns = await ColumnsAsync(database, table);
            await ExecuteAsync(
                database,
                $"INSERT INTO profiles.{table} (user_id, {columns}) SELECT user_id || '-' || copy, {columns} FROM profiles.{table}, generate_series(2, {copies}) AS copy"
            );
        }

        await ExecuteAsync(database, "VACUUM ANALYZE profiles.profiles; VACUUM ANALYZE profiles.details".Split(';'));
        foreach (var segment in (int[])[0, 1, 2, 3])
        {
            var (times, members) = (new double[5], 0L);
            await using var connection = await database.OpenConnectionAsync();
            for (var at = 0; at < times.Length; at++)
            {
                var watch = Stopwatch.StartNew();
                var definition = new SegmentDefinition { Rule = Rule(segment) };
                members = (await PreviewSegment.CountAsync(connection, definition, CancellationToken.None)).Members;
                times[at] = watch.Elapsed.TotalSeconds;
            }

            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"count at {copies * customers:N0} customers: {times.Order().ElementAt(2):0.00} s (median of 5, slowest {times.Max():0.00}), {members:N0} members: {SegmentJson.Write(new SegmentDefinition { Rule = Rule(segment) })}"
                )
            );
        }
    }

    private static SegmentRule Rule(int number) =>
        (number % 4) switch
        {
            0 => new SegmentRule { Feature = "orders", AtLeast = 1 + number },
            1 => new SegmentRule
            {
                Event = EventType.View,
                Days = 30,
                AtLeast = 1 + (number / 4),
            },
            2 => new SegmentRule
            {
                All =
                [
                    new SegmentRule
                    {
                        Any =
                        [
                            new SegmentRule { Feature = "spend", AtLeast = 100 + number },
                            new SegmentRule { Feature = "basketSize", AtLeast = 2 },
                        ],
                    },
                    new SegmentRule
                    {
                        Not = new SegmentRule { Feature = "recencyDays", AtMost = 60 },
                    },
                    new SegmentRule { Feature = "language", In = ["en"] },
                ],
            },
            _ => new SegmentRule
            {
                Affinity = AffinityKind.Category,
                Name = $"Department {number % 12}",
                AtLeast = .2,
            },
        };

    private static async Task<string> ColumnsAsync(NpgsqlDataSource database, string table)
    {
        await using var command = database.CreateCommand(
            "SELECT string_agg(column_name, ', ') FROM information_schema.columns WHERE table_schema = 'profiles' AND table_name = $1 AND column_name <> 'user_id'"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table });
        return (string?)await command.ExecuteScalarAsync() ?? "";
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, params string[] statements)
    {
        foreach (var statement in statements)
        {
            await using var command = database.CreateCommand(statement);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync();
        }
    }
}
