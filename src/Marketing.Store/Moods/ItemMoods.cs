using System.Data.Common;
using Marketing.Store.Mirrors;
using Npgsql;

namespace Marketing.Store;

/// <summary>The moods of all products in the memory of this replica; as fresh as <see cref="Catalogue"/>, and like it kept in a file for the time without a database.</summary>
public sealed class ItemMoods : IItemMood, IDisposable
{
    /// <summary>Nothing is read yet.</summary>
    public ItemMoods(NpgsqlDataSource database)
    {
        Mirror = new Mirror<ItemMood>(database, Source);
        Mirror.Changed += () => Changed?.Invoke();
    }

    /// <inheritdoc />
    public event Action? Changed;

    /// <summary>Moods of all products that have any, in no particular order.</summary>
    public IEnumerable<ItemMood> All => Mirror.Current.GetAll();

    internal static ItemMoodSource Source { get; } = new();

    internal Mirror<ItemMood> Mirror { get; }

    /// <summary>Given moods that never change, for tests and tools.</summary>
    public static ItemMoods Of(params IEnumerable<ItemMood> moods)
    {
        var fixedMoods = new ItemMoods(NpgsqlDataSource.Create("Host=nowhere"));
        var rows = moods.ToDictionary(mood => mood.ItemId, StringComparer.Ordinal);
        fixedMoods.Mirror.Start(new MirrorSnapshot<ItemMood>(rows, DateTimeOffset.MinValue, 1));
        return fixedMoods;
    }

    /// <inheritdoc />
    public ItemMood? Find(string itemId) => Mirror.Current.Find(itemId);

    /// <summary>For the writer of the moods in this process: the view shows them when this returns, unless the database went away meanwhile.</summary>
    /// <param name="itemIds">What was changed and committed.</param>
    public Task FollowAsync(IReadOnlyCollection<string> itemIds) => Mirror.FollowAsync(itemIds);

    /// <summary>Reads the whole table: for commands, which have no background services.</summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public Task LoadAsync(CancellationToken cancel) => Mirror.RefreshAsync([], cancel);

    /// <inheritdoc />
    public void Dispose() => Mirror.Dispose();
}

internal sealed class ItemMoodSource : IMirrorSource<ItemMood>
{
    public string FileName => "moods-1.bin";

    public string Select =>
        "SELECT item_id, positive, negative, neutral, share, newest_at, turned_at, share_before, share_after, changed_at FROM sentiment.item_moods";

    public string KeyColumn => "item_id";

    public string Table => "sentiment.item_moods";

    public string KeyOf(ItemMood row) => row.ItemId;

    public ItemMood Read(DbDataReader reader) =>
        new(
            reader.GetString(0),
            reader.GetInt32(1),
            reader.GetInt32(2),
            reader.GetInt32(3),
            reader.GetDouble(4),
            reader.GetFieldValue<DateTimeOffset>(5),
            reader.IsDBNull(6) || reader.IsDBNull(7) || reader.IsDBNull(8)
                ? null
                : new MoodTurn(reader.GetFieldValue<DateTimeOffset>(6), reader.GetDouble(7), reader.GetDouble(8))
        );

    public void Write(BinaryWriter writer, ItemMood row)
    {
        writer.Write(row.ItemId);
        writer.Write(row.Positive);
        writer.Write(row.Negative);
        writer.Write(row.Neutral);
        writer.Write(row.Share);
        writer.Write(row.NewestAt.UtcTicks);
        writer.Write(row.Turn is not null);
        if (row.Turn is { } turn)
        {
            writer.Write(turn.Since.UtcTicks);
            writer.Write(turn.ShareBefore);
            writer.Write(turn.ShareAfter);
        }
    }

    public ItemMood Read(BinaryReader reader) =>
        new(
            reader.ReadString(),
            reader.ReadInt32(),
            reader.ReadInt32(),
            reader.ReadInt32(),
            reader.ReadDouble(),
            Time(reader),
            reader.ReadBoolean() ? new MoodTurn(Time(reader), reader.ReadDouble(), reader.ReadDouble()) : null
        );

    private static DateTimeOffset Time(BinaryReader reader) => new(reader.ReadInt64(), TimeSpan.Zero);
}
