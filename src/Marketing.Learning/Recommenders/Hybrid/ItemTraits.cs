using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>Category, brand and price of the items, as numbers: what an asker's habits are compared with.</summary>
internal sealed class ItemTraits
{
    private const int Unknown = -1;
    private readonly int[] _categories;
    private readonly int[] _brands;
    private readonly float[] _logPrices;
    private readonly byte[] _isDescribed;

    /// <param name="categories">Number of the whole path, −1 unknown. Shape [items].</param>
    /// <param name="brands">Number of the brand, −1 unknown. Shape [items].</param>
    /// <param name="logPrices">Natural logarithm, NaN unknown. Shape [items].</param>
    /// <param name="isDescribed">1 where the catalogue has a row. Shape [items].</param>
    /// <exception cref="InvalidDataException">The shapes disagree.</exception>
    private ItemTraits(int[] categories, int[] brands, float[] logPrices, byte[] isDescribed)
    {
        if (categories.Length != brands.Length || categories.Length != logPrices.Length || categories.Length != isDescribed.Length)
        {
            throw new InvalidDataException("The items' traits differ in number.");
        }

        (_categories, _brands, _logPrices, _isDescribed) = (categories, brands, logPrices, isDescribed);
    }

    /// <summary>Items; 0 when nothing is described.</summary>
    public int ItemCount => _categories.Length;

    /// <summary>Whether the catalogue has a row of the item.</summary>
    public bool IsDescribed(int item) => item < ItemCount && _isDescribed[item] != 0;

    public static ItemTraits Of(Histories data)
    {
        if (data.Descriptions is not { } items)
        {
            return new ItemTraits([], [], [], []);
        }

        return new ItemTraits(
            Number(items.Select(item => item?.Category)),
            Number(items.Select(item => item?.Brand)),
            [.. items.Select(item => item?.Price is > 0 and < 1e12 ? (float)Math.Log(item.Price.Value) : float.NaN)],
            [.. items.Select(item => item is null ? (byte)0 : (byte)1)]
        );
    }

    public static ItemTraits Read(BinaryReader reader) =>
        new(reader.ReadArray<int>(), reader.ReadArray<int>(), reader.ReadArray<float>(), reader.ReadArray<byte>());

    public void Write(BinaryWriter writer)
    {
        writer.WriteArray<int>(_categories);
        writer.WriteArray<int>(_brands);
        writer.WriteArray<float>(_logPrices);
        writer.WriteArray<byte>(_isDescribed);
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

        /// <summary>Share of the events in the item's category, in its brand, and distance of its log price to the usual one; 0 where unknown.</summary>
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
