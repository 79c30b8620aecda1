using Marketing.Learning.Numerics;

namespace Marketing.Learning.Clicks.Linear;

/// <summary>Logistic regression on hashed values and crosses, learnt by FTRL-Proximal.</summary>
internal sealed class FtrlModel : IClickModel
{
    public const string Name = "logistic-ftrl";

    private readonly FtrlWeights _weights;
    private readonly IsotonicCalibration _calibration;
    private readonly double[] _priorVariances;
    private readonly double[] _examination;

    /// <param name="encoding">Makes the tokens.</param>
    /// <param name="weights">The table.</param>
    /// <param name="calibration">From the sigmoid of the sum to a probability.</param>
    /// <param name="priorVariances">How far weights of a field (then of a cross) lie from 0: what is believed of a weight never seen.</param>
    /// <param name="examination">As <see cref="Examination"/>.</param>
    public FtrlModel(
        ClickEncoding encoding,
        FtrlWeights weights,
        IsotonicCalibration calibration,
        double[] priorVariances,
        double[] examination
    )
    {
        Encoding = encoding;
        (_weights, _calibration, _priorVariances, _examination) = (weights, calibration, priorVariances, examination);
    }

    public string Algorithm => Name;

    public ClickEncoding Encoding { get; }

    public long RowsLearnt { get; init; }

    public IReadOnlyList<double> Examination => _examination;

    public int Code(int field, uint token) => _weights.Code(field, token);

    public ClickPrediction Predict(ReadOnlySpan<int> codes)
    {
        Span<int> crosses = stackalloc int[_weights.Crosses.Length];
        _weights.CrossPlaces(codes, crosses);
        var raw = Logistic.Sigmoid(_weights.LogOdds(codes, crosses));
        return new ClickPrediction(Logistic.LogOdds(_calibration.Apply(raw)), Math.Sqrt(Variance(codes, crosses)));
    }

    public void Update(ReadOnlySpan<int> codes, bool clicked, double weight, int position)
    {
        Span<int> crosses = stackalloc int[_weights.Crosses.Length];
        _weights.CrossPlaces(codes, crosses);
        var p = Logistic.Sigmoid(_weights.LogOdds(codes, crosses));
        var counts = weight * PositionModel.WeightOf(_examination, position, p, clicked);
        _weights.Learn(codes, crosses, (float)(counts * (p - (clicked ? 1 : 0))), (float)(counts * p * (1 - p)));
    }

    public void Write(BinaryWriter writer)
    {
        Encoding.Write(writer);
        var settings = _weights.Settings;
        foreach (var value in (double[])[settings.Alpha, settings.Beta, settings.L1, settings.L2])
        {
            writer.Write(value);
        }

        writer.Write(settings.HashBits);
        writer.WriteArray<int>([.. _weights.Crosses.SelectMany(cross => (int[])[cross.A, cross.B])]);
        int[] used = [.. Enumerable.Range(0, _weights.Table.Length).Where(place => _weights.Table[place].N > 0)];
        writer.WriteArray<int>(used);
        writer.WriteArray<FtrlCoordinate>([.. used.Select(place => _weights.Table[place])]);
        _calibration.Write(writer);
        writer.WriteArray<double>(_priorVariances);
        writer.WriteArray<double>(_examination);
    }

    public static FtrlModel Read(BinaryReader reader)
    {
        var encoding = ClickEncoding.Read(reader);
        var (alpha, beta, l1, l2) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        var bits = reader.ReadInt32();
        var pairs = reader.ReadArray<int>();
        var (used, coordinates) = (reader.ReadArray<int>(), reader.ReadArray<FtrlCoordinate>());
        var calibration = IsotonicCalibration.Read(reader);
        var (variances, examination) = (reader.ReadArray<double>(), reader.ReadArray<double>());
        var fields = encoding.Fields.Count;
        if (
            bits is < 10 or > 26
            || used.Length != coordinates.Length
            || used.Any(place => place < 0 || place >= 1 << bits)
            || pairs.Length % 2 != 0
            || pairs.Any(field => field < 0 || field >= fields)
            || variances.Length != fields + (pairs.Length / 2)
        )
        {
            throw new InvalidDataException("The parts of the logistic model do not fit together.");
        }

        var table = new FtrlCoordinate[1 << bits];
        for (var at = 0; at < used.Length; at++)
        {
            table[used[at]] = coordinates[at];
        }

        var settings = new FtrlSettings(alpha, beta, l1, l2, 1, pairs.Length / 2, bits);
        var weights = new FtrlWeights(settings, table, [.. pairs.Chunk(2).Select(pair => (pair[0], pair[1]))]);
        return new FtrlModel(encoding, weights, calibration, variances, examination);
    }

    // Each weight's own variance 1/(1/τ² + Σ p(1 − p)), as if weights were independent: too wide where fields repeat each other, never too narrow.
    private double Variance(ReadOnlySpan<int> codes, ReadOnlySpan<int> crosses)
    {
        var sum = 0.0;
        for (var field = 0; field < codes.Length; field++)
        {
            sum += 1 / ((1 / _priorVariances[field]) + _weights.Table[codes[field]].Information);
        }

        for (var cross = 0; cross < crosses.Length; cross++)
        {
            sum += 1 / ((1 / _priorVariances[codes.Length + cross]) + _weights.Table[crosses[cross]].Information);
        }

        return sum;
    }
}
