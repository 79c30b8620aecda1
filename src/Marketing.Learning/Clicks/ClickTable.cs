namespace Marketing.Learning.Clicks;

/// <summary>A click log as a model reads it: a token a field, was it clicked, at which position, how much the row counts. Rows are in time order.</summary>
public sealed class ClickTable
{
    private uint[] _tokens;
    private bool[] _clicked;
    private float[] _weights;
    private byte[] _positions;

    /// <summary>An empty table.</summary>
    /// <param name="encoding">Makes the tokens.</param>
    /// <param name="capacity">Rows expected.</param>
    public ClickTable(ClickEncoding encoding, int capacity = 1024)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        Encoding = encoding;
        (_tokens, _clicked) = (new uint[checked(capacity * Fields)], new bool[capacity]);
        (_weights, _positions) = (new float[capacity], new byte[capacity]);
    }

    /// <summary>Makes the tokens.</summary>
    public ClickEncoding Encoding { get; }

    /// <summary>Tokens a row.</summary>
    public int Fields => Encoding.Fields.Count;

    /// <summary>Number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>Rows that were clicked.</summary>
    public int Clicks { get; private set; }

    /// <summary>Highest position; 0 when none is known.</summary>
    public int HighestPosition { get; private set; }

    /// <summary>Appends a row.</summary>
    /// <param name="tokens">Shape [Fields], from <see cref="Encoding"/>.</param>
    /// <param name="clicked">The outcome.</param>
    /// <param name="weight">How much it counts, above 0 and finite; 1 is an ordinary row.</param>
    /// <param name="position">1 is the first place of the list; 0 when unknown. Only the model of examination sees it.</param>
    public void Add(ReadOnlySpan<uint> tokens, bool clicked, float weight = 1, byte position = 0)
    {
        if (tokens.Length != Fields)
        {
            throw new ArgumentException($"A row has {Fields} tokens, not {tokens.Length}.", nameof(tokens));
        }

        if (!(weight > 0 && float.IsFinite(weight)))
        {
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "Must be above 0 and finite.");
        }

        if (Rows == _clicked.Length)
        {
            var capacity = Math.Max(16, 2 * Rows);
            Array.Resize(ref _tokens, checked(capacity * Fields));
            Array.Resize(ref _clicked, capacity);
            Array.Resize(ref _weights, capacity);
            Array.Resize(ref _positions, capacity);
        }

        tokens.CopyTo(_tokens.AsSpan(Rows * Fields));
        (_clicked[Rows], _weights[Rows], _positions[Rows]) = (clicked, weight, position);
        Rows++;
        Clicks += clicked ? 1 : 0;
        HighestPosition = Math.Max(HighestPosition, position);
    }

    /// <summary>A row's tokens. Shape [Fields].</summary>
    public ReadOnlySpan<uint> Tokens(int row) => _tokens.AsSpan(row * Fields, Fields);

    /// <summary>Was the row clicked?</summary>
    public bool Clicked(int row) => _clicked[row];

    /// <summary>How much the row counts.</summary>
    public float Weight(int row) => _weights[row];

    /// <summary>1 is first; 0 when unknown.</summary>
    public byte Position(int row) => _positions[row];

    /// <summary>The rows that pass, in the same order.</summary>
    public ClickTable Where(Func<int, bool> keep)
    {
        ArgumentNullException.ThrowIfNull(keep);
        var part = new ClickTable(Encoding, Math.Max(16, Rows / 8));
        for (var row = 0; row < Rows; row++)
        {
            if (keep(row))
            {
                part.Add(Tokens(row), _clicked[row], _weights[row], _positions[row]);
            }
        }

        return part;
    }
}
