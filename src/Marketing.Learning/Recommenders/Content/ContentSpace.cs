using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Content;

/// <summary>
/// The items' descriptions as vectors. Within a field each term weighs its rarity idf = ln((n + 1)/(df + ½)), and the field's terms together
/// the square root of the field's weight, so that a similarity is a weighted mean of the fields' cosines (Salton and Buckley, "Term-weighting
/// approaches in automatic text retrieval", 1988). An item that came after the training is put into the same space by <see cref="VectorOf(ItemDescription)"/>.
/// </summary>
public sealed class ContentSpace
{
    private const double MostCommonWord = .25;
    private readonly string[] _texts;
    private readonly byte[] _fields;
    private readonly float[] _rarity;
    private readonly Dictionary<ContentTerm, int> _numbers;
    private readonly SparseRows _vectors;
    private readonly SparseRows _items;

    private ContentSpace(string[] texts, byte[] fields, float[] rarity, SparseRows vectors)
    {
        if (
            texts.Length != fields.Length
            || rarity.Length != fields.Length
            || vectors.ColumnCount != texts.Length
            || (vectors.EntryCount > 0 && !vectors.HasValues)
            || fields.Any(field => field >= ContentTerms.Weights.Count)
        )
        {
            throw new InvalidDataException("The terms do not fit the items' vectors.");
        }

        (_texts, _fields, _rarity, _vectors) = (texts, fields, rarity, vectors);
        _items = vectors.Transpose();
        _numbers = new Dictionary<ContentTerm, int>(texts.Length);
        for (var term = 0; term < texts.Length; term++)
        {
            if (!_numbers.TryAdd(new ContentTerm(fields[term], texts[term]), term))
            {
                throw new InvalidDataException("A term occurs twice.");
            }
        }
    }

    /// <summary>Number of items.</summary>
    public int ItemCount => _vectors.RowCount;

    /// <summary>Number of terms.</summary>
    public int TermCount => _texts.Length;

    /// <summary>Learns the terms and their rarity.</summary>
    /// <param name="items">Description of each item; null where there is none. Shape [items].</param>
    /// <param name="cancel">Looked at every few items.</param>
    public static ContentSpace Learn(IReadOnlyList<ItemDescription?> items, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(items);
        var terms = new IReadOnlyList<ContentTerm>[items.Count];
        var counts = new Dictionary<ContentTerm, int>();
        var order = new List<ContentTerm>();
        for (var item = 0; item < items.Count; item++)
        {
            cancel.ThrowIfCancellationRequested();
            terms[item] = items[item] is { } description ? ContentTerms.Of(description) : [];
            foreach (var term in terms[item])
            {
                var count = counts.GetValueOrDefault(term) + 1;
                counts[term] = count;
                if (count == 1)
                {
                    order.Add(term);
                }
            }
        }

        var described = terms.Count(own => own.Count > 0);
        var kept = order.FindAll(term => !ContentTerms.IsText(term.Field) || counts[term] <= Math.Max(20, MostCommonWord * described));
        var numbers = kept.Select((term, number) => (term, number)).ToDictionary(pair => pair.term, pair => pair.number);
        var rarity = kept.ConvertAll(term => (float)Math.Log((described + 1) / (counts[term] + .5))).ToArray();
        var vectors = Array.ConvertAll(terms, own => Weighted(own, numbers, rarity));
        var starts = new int[items.Count + 1];
        for (var item = 0; item < items.Count; item++)
        {
            starts[item + 1] = checked(starts[item] + vectors[item].Terms.Length);
        }

        return new ContentSpace(
            [.. kept.Select(term => term.Text)],
            [.. kept.Select(term => (byte)term.Field)],
            rarity,
            new SparseRows(kept.Count, starts, [.. vectors.SelectMany(own => own.Terms)], [.. vectors.SelectMany(own => own.Weights)])
        );
    }

    /// <summary>The vector of an item that was learned from.</summary>
    public ContentVector VectorOf(int item) => new(_vectors.Columns(item), _vectors.Values(item));

    /// <summary>The vector of any description, in the terms of those that were learned from.</summary>
    public ContentVector VectorOf(ItemDescription item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var (terms, weights) = Weighted(ContentTerms.Of(item), _numbers, _rarity);
        return new ContentVector(terms, weights);
    }

    /// <summary>Adds <paramref name="share"/> · similarity to each item's score. Cost: the items that share a term.</summary>
    /// <param name="vector">To what.</param>
    /// <param name="share">How much it counts.</param>
    /// <param name="scores">Shape [items].</param>
    public void AddSimilarity(ContentVector vector, float share, Span<float> scores)
    {
        for (var at = 0; at < vector.Terms.Length; at++)
        {
            var items = _items.Columns(vector.Terms[at]);
            var weights = _items.Values(vector.Terms[at]);
            var own = share * vector.Weights[at];
            for (var place = 0; place < items.Length; place++)
            {
                scores[items[place]] += own * weights[place];
            }
        }
    }

    /// <summary>Writes what <see cref="Read"/> needs.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_texts.Length);
        foreach (var text in _texts)
        {
            writer.Write(text);
        }

        writer.WriteArray<byte>(_fields);
        writer.WriteArray<float>(_rarity);
        _vectors.Write(writer);
    }

    /// <summary>Reads it back.</summary>
    /// <exception cref="InvalidDataException">The bytes are not of this form.</exception>
    /// <exception cref="EndOfStreamException">They end too early.</exception>
    public static ContentSpace Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var count = reader.ReadInt32();
        if (count < 0)
        {
            throw new InvalidDataException($"A content model of {count} terms.");
        }

        // Grows with what is there, not with what a corrupt count promises.
        var texts = new List<string>();
        for (var term = 0; term < count; term++)
        {
            texts.Add(reader.ReadString());
        }

        return new ContentSpace([.. texts], reader.ReadArray<byte>(), reader.ReadArray<float>(), SparseRows.Read(reader));
    }

    private static (int[] Terms, float[] Weights) Weighted(
        IReadOnlyList<ContentTerm> own,
        Dictionary<ContentTerm, int> numbers,
        float[] rarity
    )
    {
        var known = new List<(int Number, int Field)>();
        foreach (var term in own)
        {
            if (numbers.TryGetValue(term, out var number))
            {
                known.Add((number, term.Field));
            }
        }

        known.Sort();
        var squares = new double[ContentTerms.Weights.Count];
        foreach (var (number, field) in known)
        {
            squares[field] += (double)rarity[number] * rarity[number];
        }

        var present = squares.Select((sum, field) => sum > 0 ? ContentTerms.Weights[field] : 0).Sum();
        return (
            [.. known.Select(term => term.Number)],
            [
                .. known.Select(term =>
                    squares[term.Field] > 0
                        ? (float)(rarity[term.Number] * Math.Sqrt(ContentTerms.Weights[term.Field] / (present * squares[term.Field])))
                        : 0
                ),
            ]
        );
    }
}
