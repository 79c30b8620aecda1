using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Content;
using Marketing.Recommendations.Artefact;
using Marketing.Recommendations.Interactions;
using Marketing.Recommendations.Model;
using Marketing.Store;
using Marketing.Training;

namespace Marketing.Recommendations.Serving;

/// <summary>A loaded artefact, ready to be asked. Immutable; requests take it once and keep it to their end.</summary>
internal sealed class ServedRecommendations
{
    private readonly ModelContent _content;
    private readonly Dictionary<string, int> _items;
    private readonly Dictionary<string, int> _users;

    public ServedRecommendations(ModelContent content)
    {
        _content = content;
        _items = Index(content.ItemIds);
        _users = Index(content.Users.Ids);
    }

    /// <summary>Stands for this object where that would keep it in memory.</summary>
    public object Identity { get; } = new();

    /// <summary>What ranks; null before the first training.</summary>
    public IRecommender? Champion => _content.Champion;

    /// <summary>False when no answer of it is personal: there is no model, or the model is <c>popular</c>.</summary>
    public bool IsPersonal => Champion is { } champion && !string.Equals(champion.Algorithm, "popular", StringComparison.Ordinal);

    public HistoryKind Kind => _content.Kind;

    /// <summary>Newest event learned from, Unix seconds.</summary>
    public long Reference => _content.Reference;

    public string[] ItemIds => _content.ItemIds;

    /// <summary>What the items are like; null without a catalogue.</summary>
    public ContentSpace? Content => _content.Content;

    public NeighbourLists Similar => _content.Similar;

    public NeighbourLists Together => _content.Together;

    /// <summary>Popularity of every item in one of <see cref="Popularity.Windows"/>.</summary>
    public float[] PopularityIn(int days) => _content.PopularityByWindow[Array.IndexOf(Popularity.Windows, days)];

    /// <summary>Dense index of an item, or −1.</summary>
    public int ItemOf(string id) => _items.GetValueOrDefault(id, -1);

    /// <summary>The user's newest events as of the training, oldest first; empty for a user it has not seen.</summary>
    public IEnumerable<Interaction> HistoryOf(string userId)
    {
        if (!_users.TryGetValue(userId, out var user))
        {
            yield break;
        }

        var users = _content.Users;
        for (var at = users.Starts[user]; at < users.Starts[user + 1]; at++)
        {
            yield return new Interaction(users.Times[at], users.Items[at], users.Values[at], Order: 0, (EventType)users.Types[at]);
        }
    }

    /// <summary>What the user owned as of the training, with the time of the last purchase or grade.</summary>
    public IEnumerable<(string ItemId, long Time)> AcquiredBy(string userId)
    {
        if (!_users.TryGetValue(userId, out var user))
        {
            yield break;
        }

        var users = _content.Users;
        for (var at = users.AcquiredStarts[user]; at < users.AcquiredStarts[user + 1]; at++)
        {
            yield return (ItemIds[users.AcquiredItems[at]], users.AcquiredTimes[at]);
        }
    }

    private static Dictionary<string, int> Index(string[] ids)
    {
        var index = new Dictionary<string, int>(ids.Length, StringComparer.Ordinal);
        for (var at = 0; at < ids.Length; at++)
        {
            index[ids[at]] = at;
        }

        return index;
    }
}

/// <summary>Makes a <see cref="ServedRecommendations"/> out of an artefact's payload.</summary>
internal sealed class RecommendationsLoader : IModelLoader<ServedRecommendations>
{
    public string Name => RecommendationsModel.ModelName;

    public ServedRecommendations Load(Stream artefact) => new(ModelFile.Read(artefact));

    public void SmokeTest(ServedRecommendations model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Champion is not { } champion || model.ItemIds.Length == 0)
        {
            throw new InvalidDataException("The artefact holds no recommender or no items.");
        }

        var scores = new float[champion.ItemCount];
        champion.Score(default, scores);
        RequireNumbers(scores);
        champion.Score(new History([0], [1], [model.Reference]), scores);
        RequireNumbers(scores);
    }

    private static void RequireNumbers(float[] scores)
    {
        if (Array.Exists(scores, float.IsNaN))
        {
            throw new InvalidDataException("The recommender's scores are not numbers.");
        }
    }
}
