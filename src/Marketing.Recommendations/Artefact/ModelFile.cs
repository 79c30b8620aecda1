using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Content;
using Marketing.Recommendations.Interactions;
using Marketing.Recommendations.Model;

namespace Marketing.Recommendations.Artefact;

/// <summary>The payload of a <c>recommendations</c> artefact: a magic number, a version, then the columns in a fixed order.</summary>
internal static class ModelFile
{
    private const uint Magic = 0x4345524D; // "MREC"
    private const int FormatVersion = 3;

    public static void Write(ModelContent content, Stream artefact)
    {
        using var writer = new BinaryWriter(artefact, BinaryColumns.Text, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(FormatVersion);
        writer.Write(content.Reference);
        writer.Write((byte)content.Kind);
        writer.WriteIds(content.ItemIds);
        writer.Write(content.PopularityByWindow.Length);
        foreach (var popularity in content.PopularityByWindow)
        {
            writer.WriteColumn(popularity);
        }

        WriteNeighbours(writer, content.Similar);
        WriteNeighbours(writer, content.Together);
        WriteUsers(writer, content.Users);
        writer.Write(content.Content is not null);
        content.Content?.Write(writer);
        writer.Write(content.Champion is not null);
        if (content.Champion is { } champion)
        {
            RecommenderFile.Write(champion, writer);
        }

        writer.Write(Magic);
    }

    /// <exception cref="InvalidDataException">The bytes are another model's, of another format, or do not fit together.</exception>
    /// <exception cref="EndOfStreamException">The artefact is cut off.</exception>
    public static ModelContent Read(Stream artefact)
    {
        using var reader = new BinaryReader(artefact, BinaryColumns.Text, leaveOpen: true);
        Require(reader.ReadUInt32() == Magic, "it is not a recommendations artefact");
        var format = reader.ReadInt32();
        Require(format == FormatVersion, $"its format is {format}, this program reads {FormatVersion}");
        var reference = reader.ReadInt64();
        var kind = (HistoryKind)reader.ReadByte();
        Require(Enum.IsDefined(kind), "its kind of history is unknown");
        var itemIds = reader.ReadIds();
        Require(reader.ReadInt32() == Popularity.Windows.Length, "its popularity windows are others");
        var popularity = new float[Popularity.Windows.Length][];
        for (var window = 0; window < popularity.Length; window++)
        {
            popularity[window] = reader.ReadColumn<float>();
            Require(popularity[window].Length == itemIds.Length, "a popularity column has another length than the items");
        }

        var similar = ReadNeighbours(reader, itemIds.Length);
        var together = ReadNeighbours(reader, itemIds.Length);
        var users = ReadUsers(reader, itemIds.Length);
        var space = reader.ReadBoolean() ? ContentSpace.Read(reader) : null;
        Require(space is null || space.ItemCount == itemIds.Length, "its descriptions have another number of items");
        var champion = reader.ReadBoolean() ? RecommenderFile.Read(reader) : null;
        Require(champion is null || champion.ItemCount == itemIds.Length, "its recommender has another number of items");
        Require(reader.ReadUInt32() == Magic, "its end is missing");
        return new ModelContent
        {
            Champion = champion,
            Kind = kind,
            Reference = reference,
            ItemIds = itemIds,
            PopularityByWindow = popularity,
            Content = space,
            Similar = similar,
            Together = together,
            Users = users,
        };
    }

    private static void WriteNeighbours(BinaryWriter writer, NeighbourLists lists)
    {
        writer.WriteColumn(lists.Starts);
        writer.WriteColumn(lists.Items);
        writer.WriteColumn(lists.Scores);
        writer.WriteColumn(lists.Together);
        writer.WriteColumn(lists.GroupsOf);
        writer.Write(lists.GroupCount);
    }

    private static NeighbourLists ReadNeighbours(BinaryReader reader, int itemCount)
    {
        var starts = reader.ReadColumn<int>();
        var items = reader.ReadColumn<int>();
        var scores = reader.ReadColumn<float>();
        var together = reader.ReadColumn<int>();
        var groupsOf = reader.ReadColumn<int>();
        RequireStarts(starts, itemCount, items.Length, "neighbours");
        RequireItems(items, itemCount);
        Require(
            scores.Length == items.Length && together.Length == items.Length && groupsOf.Length == itemCount,
            "its neighbour columns differ in length"
        );
        return new NeighbourLists(starts, items, scores, together, groupsOf, reader.ReadInt32());
    }

    private static void WriteUsers(BinaryWriter writer, StoredUsers users)
    {
        writer.WriteIds(users.Ids);
        writer.WriteColumn(users.Starts);
        writer.WriteColumn(users.Items);
        writer.WriteColumn(users.Types);
        writer.WriteColumn(users.Values);
        writer.WriteColumn(users.Times);
        writer.WriteColumn(users.AcquiredStarts);
        writer.WriteColumn(users.AcquiredItems);
        writer.WriteColumn(users.AcquiredTimes);
    }

    private static StoredUsers ReadUsers(BinaryReader reader, int itemCount)
    {
        var users = new StoredUsers(
            reader.ReadIds(),
            reader.ReadColumn<int>(),
            reader.ReadColumn<int>(),
            reader.ReadColumn<byte>(),
            reader.ReadColumn<float>(),
            reader.ReadColumn<long>(),
            reader.ReadColumn<int>(),
            reader.ReadColumn<int>(),
            reader.ReadColumn<long>()
        );
        RequireStarts(users.Starts, users.Ids.Length, users.Items.Length, "histories");
        RequireStarts(users.AcquiredStarts, users.Ids.Length, users.AcquiredItems.Length, "owned items");
        RequireItems(users.Items, itemCount);
        RequireItems(users.AcquiredItems, itemCount);
        Require(
            users.Types.Length == users.Items.Length
                && users.Values.Length == users.Items.Length
                && users.Times.Length == users.Items.Length
                && users.AcquiredTimes.Length == users.AcquiredItems.Length,
            "its history columns differ in length"
        );
        return users;
    }

    private static void RequireStarts(int[] starts, int rows, int entries, string what)
    {
        Require(starts.Length == rows + 1 && starts[0] == 0 && starts[^1] == entries, $"its {what} do not fit their index");
        for (var row = 0; row < rows; row++)
        {
            Require(starts[row] <= starts[row + 1], $"its index of {what} is not ascending");
        }
    }

    private static void RequireItems(int[] items, int itemCount)
    {
        foreach (var item in items)
        {
            Require((uint)item < (uint)itemCount, "it names an item outside its list of items");
        }
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException($"The artefact cannot be served: {what}.");
        }
    }
}
