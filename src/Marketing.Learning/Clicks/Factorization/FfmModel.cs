using Marketing.Learning.Numerics;

namespace Marketing.Learning.Clicks.Factorization;

/// <summary>Field-aware factorization machine.</summary>
internal sealed class FfmModel : IClickModel
{
    public const string Name = "ffm";

    // Where an earlier file had the number of factors: its vectors lie in another order, and so it is told apart.
    private const int LinesOfFours = -2;

    private readonly FfmVocabulary _vocabulary;
    private readonly FfmWeights _weights;
    private readonly FfmSettings _settings;
    private readonly IsotonicCalibration _calibration;
    private readonly double[] _priorVariances;
    private readonly double[] _examination;

    /// <param name="encoding">Makes the tokens.</param>
    /// <param name="vocabulary">Which values have vectors of their own.</param>
    /// <param name="weights">The vectors.</param>
    /// <param name="settings">For learning on line.</param>
    /// <param name="calibration">From the sigmoid of the sum to a probability.</param>
    /// <param name="priorVariances">How far a field's part of the log odds lies from its mean: what is believed of a value never seen.</param>
    /// <param name="examination">As <see cref="Examination"/>.</param>
    public FfmModel(
        ClickEncoding encoding,
        FfmVocabulary vocabulary,
        FfmWeights weights,
        FfmSettings settings,
        IsotonicCalibration calibration,
        double[] priorVariances,
        double[] examination
    )
    {
        Encoding = encoding;
        (_vocabulary, _weights, _settings) = (vocabulary, weights, settings);
        (_calibration, _priorVariances, _examination) = (calibration, priorVariances, examination);
    }

    public string Algorithm => Name;

    public ClickEncoding Encoding { get; }

    public long RowsLearnt { get; init; }

    public IReadOnlyList<double> Examination => _examination;

    internal FfmWeights Weights => _weights;

    public int Code(int field, uint token) => _vocabulary.Id(field, token);

    public ClickPrediction Predict(ReadOnlySpan<int> codes)
    {
        Check(codes);
        var variance = 0.0;
        for (var field = 0; field < codes.Length; field++)
        {
            // Nobody knows which of the rare values it is: what was learnt of all of them says nothing of this one.
            var known = codes[field] == 0 ? 0 : _weights.Linear[_weights.LinearPlace(field, codes[field])].Information;
            variance += 1 / ((1 / _priorVariances[field]) + known);
        }

        var raw = Logistic.Sigmoid(_weights.LogOdds(codes));
        return new ClickPrediction(Logistic.LogOdds(_calibration.Apply(raw)), Math.Sqrt(variance));
    }

    public void Update(ReadOnlySpan<int> codes, bool clicked, double weight, int position)
    {
        Check(codes);
        var p = Logistic.Sigmoid(_weights.LogOdds(codes));
        var counts = weight * PositionModel.WeightOf(_examination, position, p, clicked);
        _weights.Learn(codes, (float)(counts * (p - (clicked ? 1 : 0))), (float)(counts * p * (1 - p)), _settings);
    }

    public void Write(BinaryWriter writer)
    {
        Encoding.Write(writer);
        writer.Write(LinesOfFours);
        writer.Write(_settings.Factors);
        foreach (var value in (double[])[_settings.Rate, _settings.Regularization, _settings.LinearRate, _settings.LinearRegularization])
        {
            writer.Write(value);
        }

        _vocabulary.Write(writer);
        writer.WriteArray<float>(_weights.Vectors);
        writer.WriteArray<FfmLinear>(_weights.Linear);
        _calibration.Write(writer);
        writer.WriteArray<double>(_priorVariances);
        writer.WriteArray<double>(_examination);
    }

    public static FfmModel Read(BinaryReader reader)
    {
        var encoding = ClickEncoding.Read(reader);
        if (reader.ReadInt32() != LinesOfFours)
        {
            throw new InvalidDataException("The factorization machine is of an earlier version: train it again.");
        }

        var factors = reader.ReadInt32();
        if (factors is < 4 or > 64 || factors % 4 != 0)
        {
            throw new InvalidDataException($"A factorization machine cannot have {factors} factors.");
        }

        var settings = new FfmSettings(factors, reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), 1, 1);
        var vocabulary = FfmVocabulary.Read(reader, encoding.Fields.Count);
        var weights = new FfmWeights(vocabulary, factors);
        var (vectors, linear) = (reader.ReadArray<float>(), reader.ReadArray<FfmLinear>());
        var calibration = IsotonicCalibration.Read(reader);
        var (variances, examination) = (reader.ReadArray<double>(), reader.ReadArray<double>());
        if (vectors.Length != weights.Vectors.Length || linear.Length != weights.Linear.Length || variances.Length != encoding.Fields.Count)
        {
            throw new InvalidDataException("The parts of the factorization machine do not fit together.");
        }

        vectors.CopyTo(weights.Vectors);
        linear.CopyTo(weights.Linear, 0);
        return new FfmModel(encoding, vocabulary, weights, settings, calibration, variances, examination);
    }

    // The vectors are read by pointer: a code of another model must not reach beyond them.
    private void Check(ReadOnlySpan<int> codes)
    {
        if (codes.Length != _weights.Fields)
        {
            throw new ArgumentException($"A row has {_weights.Fields} codes, not {codes.Length}.", nameof(codes));
        }

        for (var field = 0; field < codes.Length; field++)
        {
            if ((uint)codes[field] >= (uint)_vocabulary.Size(field))
            {
                throw new ArgumentOutOfRangeException(nameof(codes), codes[field], $"Not a code of '{Encoding.Fields[field].Name}'.");
            }
        }
    }
}
