using Marketing.Store;
using Marketing.Training;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Marketing.Benchmarks.Quick;

/// <summary>
/// An embedded PostgreSQL that holds <see cref="ServingShop"/>: its products, <see cref="EventsOfAUser"/> events of each of its users in the last days, and its model as published version 1.
/// </summary>
internal sealed class ProductDatabase : IAsyncDisposable
{
    public const int EventsOfAUser = 20;

    private const string Items = """
        INSERT INTO shop.items (item_id, name, category, brand, price, currency, image_url, available, recommendable, tags, created_at, changed_at)
        SELECT 'sku-' || n, 'Product number ' || n || ' of the shop', 'Department ' || n % 10 || ' > Shelf ' || n % 200, 'Brand', 10 + n % 90, 'EUR',
            'https://shop.example/images/' || n || '.jpg', true, true, '{}', now() - n * interval '1 second', now() - interval '1 hour' - n * interval '1 second'
        FROM generate_series(0, @items - 1) n
        """;

    // A tenth of them purchases, the rest views, in the last twenty days.
    private const string Events = """
        INSERT INTO shop.events (user_id, event_id, type, item_id, occurred_at, received_at, price, currency, quantity, weight, content_hash)
        SELECT 'user-' || u, 'e' || n, CASE WHEN n % 10 = 0 THEN 3 ELSE 1 END, 'sku-' || abs(hashint8(u::bigint * @each + n)::bigint) % @items,
            now() - n * interval '1 day' - u % 86400 * interval '1 second', now(),
            CASE WHEN n % 10 = 0 THEN 10 END, CASE WHEN n % 10 = 0 THEN 'EUR' END, CASE WHEN n % 10 = 0 THEN 1 END, 1, u::bigint * @each + n
        FROM generate_series(0, @users - 1) u, generate_series(0, @each - 1) n
        """;

    private readonly EmbeddedPostgres _server;

    private ProductDatabase(EmbeddedPostgres server, PostgresProcesses processes) => (_server, Processes) = (server, processes);

    public string ConnectionString => _server.ConnectionString;

    public PostgresProcesses Processes { get; }

    /// <param name="folder">Has the model's snapshot.</param>
    public static async Task<ProductDatabase> StartAsync(string folder)
    {
        var server = await Workplace.StartServerAsync();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:Marketing", server.ConnectionString),
            new("Marketing:DataDirectory", Path.Combine(folder, "filling")),
        ]);
        builder.Services.AddMetrics().AddLogging().AddSingleton(TimeProvider.System);
        builder.Services.AddMarketingStore(builder.Configuration).AddMarketingTraining(builder.Configuration);
        using var host = builder.Build();
        await host.Services.GetRequiredService<StoreStartup>().PrepareAsync(CancellationToken.None);
        await FillAsync(host.Services.GetRequiredService<NpgsqlDataSource>());
        await PublishAsync(host.Services, ProductHost.Snapshot(folder));
        return new ProductDatabase(server, Workplace.Processes());
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task FillAsync(NpgsqlDataSource database)
    {
        foreach (var sql in (string[])[Items, Events, "VACUUM ANALYZE"])
        {
            await using var command = database.CreateCommand(sql);
            command.CommandTimeout = 0;
            if (sql.Contains('@', StringComparison.Ordinal))
            {
                command.Parameters.Add(new NpgsqlParameter<int>("items", ServingShop.Items));
            }

            if (sql == Events)
            {
                command.Parameters.Add(new NpgsqlParameter<int>("users", ServingShop.Users));
                command.Parameters.Add(new NpgsqlParameter<int>("each", EventsOfAUser));
            }

            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task PublishAsync(IServiceProvider services, string file)
    {
        var start = await services
            .GetRequiredService<RetrainRunner>()
            .StartAsync(new RunRequest { Trigger = "bench" }, CancellationToken.None);
        await using var run = start.Run ?? throw new InvalidOperationException("Another run has the lock of a new database.");
        await using var stream = File.OpenRead(file);
        var header = Artefact.Verify(stream, "recommendations", version: 1, checksum: null);
        var refusal = await services
            .GetRequiredService<Publication>()
            .PublishAsync(
                run.Lock,
                run.RunId,
                run.Token,
                new TrainedVersion(header, file, "{}", "{}", "{}", ComparedWith: null),
                1,
                CancellationToken.None
            );
        if (refusal is not null)
        {
            throw new InvalidOperationException(refusal);
        }
    }
}
