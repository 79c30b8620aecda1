using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>
/// Category, brand and price of the items, as numbers, which an asker's habits are compared with; and how their reviews feel and how often they were
/// sold out, which is the same for every asker.
/// </summary>
internal sealed class ItemTraits
{
    private const int Unknown = -1;
    private readonly int[] _categories;
    private readonly int[] _brands;
    private readonly float[] _logPrices;
    private readonly byte[] _isDescribed;
    private readonly float[] _moods;
    private readonly float[] _soldOut;

    /// <param name="categories">Number of the whole path, −1 unknown. Shape [items].</param>
    /// <param name="brands">Number of the brand, −1 unknown. Shape [items].</param>
    /// <param name="logPrices">Natural logarithm, NaN unknown. Shape [items].</param>
    /// <param name="isDescribed">1 where the catalogue has a row. Shape [items].</param>
    /// <param name="moods">Share of positive reviews above the mean of the items that have any, 0 for the others. Shape [items].</param>
    /// <param name="soldOut">Share of the last 90 days. Shape [items].</param>
    /// <exception cref="InvalidDataException">The shapes disagree.</exception>
    private ItemTraits(int[] categories, int[] brands, float[] logPrices, byte[] isDescribed, float[] moods, float[] soldOut)
    {
        if (
            categories.Length != brands.Length
            || categories.Length != logPrices.Length
            || categories.Length != isDescribed.Length
            || categories.Length != moods.Length
            || categories.Length != soldOut.Length
        )
        {
            throw new InvalidDataException("The items' traits differ in number.");
        }

        (_categories, _brands, _logPrices, _isDescribed) = (categories, brands, logPrices, isDescribed);
        (_moods, _soldOut) = (moods, soldOut);
    }

    /// <summary>Items; 0 when nothing is described.</summary>
    public int ItemCount => _categories.Length;

    /// <summary>Whether the catalogue has a row of the item.</summary>
    public bool IsDescribed(int item) => item < ItemCount && _isDescribed[item] != 0;

    public static ItemTraits Of(Histories data)
    {
        if (data.Descriptions is not { } items)
        {
            return new ItemTraits([], [], [], [], [], []);
        }

        var usualMood = items.Average(item => item?.Mood) ?? 0;
        return new ItemTraits(
            Number(items.Select(item => item?.Category)),
            Number(items.Select(item => item?.Brand)),
            [.. items.Select(item => item?.Price is > 0 and < 1e12 ? (float)Math.Log(item.Price.Value) : float.NaN)],
            [.. items.Select(item => item is null ? (byte)0 : (byte)1)],
            [.. items.Select(item => (float)((item?.Mood ?? usualMood) - usualMood))],
            [.. items.Select(item => (float)(item?.SoldOut ?? 0))]
        );
    }

    public static ItemTraits Read(BinaryReader reader) =>
        new(
            reader.ReadArray<int>(),
            reader.ReadArray<int>(),
            reader.ReadArray<float>(),
            reader.ReadArray<byte>(),
            reader.ReadArray<float>(),
            reader.ReadArray<float>()
        );

    public void Write(BinaryWriter writer)
    {
        writer.WriteArray<int>(_categories);
        writer.WriteArray<int>(_brands);
        writer.WriteArray<float>(_logPrices);
        writer.WriteArray<byte>(_isDescribed);
        writer.WriteArray<float>(_moods);
        writer.WriteArray<float>(_soldOut);
    }

    /// <summary>What a history says of categories, brands and prices.</summary>
    public Habits HabitsOf(History history) => new(this, history);

    private static int[] Number(IEnumerable<string?> names)
    {
        var numbers = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. names.Select(name =>
                string.IsNullOrWhiteSpace(name) ? Unknown
                : numbers.TryGetValue(name.Trim(), out var known) ? known
                : numbers[name.Trim()] = numbers.Count
            ),
        ];
    }

    /// <summary>Shares of categories and brands in a history, and the usual price.</summary>
    internal sealed class Habits
    {
        public const int Width = 5;
        private readonly ItemTraits _traits;
        private readonly Dictionary<int, float> _categories = [];
        private readonly Dictionary<int, float> _brands = [];
        private readonly float _logPrice = float.NaN;

        public Habits(ItemTraits traits, History history)
        {
            _traits = traits;
            if (traits.ItemCount == 0 || history.Length == 0)
            {
                return;
            }

            var (sum, priced, share) = (0f, 0, 1f / history.Length);
            foreach (var item in history.Items)
            {
                Count(_categories, traits._categories[item], share);
                Count(_brands, traits._brands[item], share);
                if (!float.IsNaN(traits._logPrices[item]))
                {
                    sum += traits._logPrices[item];
                    priced++;
                }
            }

            _logPrice = priced > 0 ? sum / priced : float.NaN;
        }

        /// <summary>
        /// Share of the events in the item's category, in its brand, distance of its log price to the usual one, its reviews' mood against the others' and
        /// how long it was sold out; 0 where unknown. Shape [<see cref="Width"/>].
        /// </summary>
        public void Describe(int item, Span<float> features)
        {
            features.Clear();
            if (_traits.ItemCount == 0)
            {
                return;
            }

            features[0] = _categories.GetValueOrDefault(_traits._categories[item]);
            features[1] = _brands.GetValueOrDefault(_traits._brands[item]);
            var away = MathF.Abs(_traits._logPrices[item] - _logPrice);
            features[2] = float.IsNaN(away) ? 0 : Math.Min(away, 5);
            features[3] = _traits._moods[item];
            features[4] = _traits._soldOut[item];
        }

        private static void Count(Dictionary<int, float> shares, int number, float share)
        {
            if (number != Unknown)
            {
                shares[number] = shares.GetValueOrDefault(number) + share;
            }
        }
    }
}
