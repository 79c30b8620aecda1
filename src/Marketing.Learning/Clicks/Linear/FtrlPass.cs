namespace Marketing.Learning.Clicks.Linear;

/// <summary>Passes over a table with one set of weights. One thread: each row sees what the rows before it taught, which is what FTRL is.</summary>
internal sealed class FtrlPass
{
    private readonly ClickTable _data;
    private readonly double[] _examination;
    private readonly int[] _codes;
    private readonly int _width;
    private readonly double[] _predicted;

    public FtrlPass(ClickTable data, FtrlSettings settings, (int A, int B)[] crosses, double[] examination)
    {
        (_data, _examination) = (data, examination);
        Weights = new FtrlWeights(settings, new FtrlCoordinate[1 << settings.HashBits], crosses);
        _width = data.Fields + crosses.Length;
        _codes = new int[checked(data.Rows * _width)];
        _predicted = new double[data.Rows];
        for (var row = 0; row < data.Rows; row++)
        {
            var tokens = data.Tokens(row);
            var codes = _codes.AsSpan(row * _width, _width);
            for (var field = 0; field < tokens.Length; field++)
            {
                codes[field] = Weights.Code(field, tokens[field]);
            }

            Weights.CrossPlaces(codes[..tokens.Length], codes[tokens.Length..]);
        }
    }

    public FtrlWeights Weights { get; }

    /// <summary>P(click | looked at) of each row, from before the row was last learnt.</summary>
    public ReadOnlySpan<double> Predicted => _predicted;

    /// <summary>Learns the rows in their order.</summary>
    /// <returns>How many.</returns>
    public int Run(Func<int, bool> learns)
    {
        var learnt = 0;
        for (var row = 0; row < _data.Rows; row++)
        {
            if (!learns(row))
            {
                continue;
            }

            var codes = _codes.AsSpan(row * _width, _width);
            var p = Sigmoid(Weights.LogOdds(codes, []));
            _predicted[row] = p;
            var counts = _data.Weight(row);
            if (_examination.Length > 0)
            {
                counts *= (float)PositionModel.WeightOf(_examination, _data.Position(row), p, _data.Clicked(row));
            }

            Weights.Learn(codes, [], counts * (p - (_data.Clicked(row) ? 1 : 0)), counts * p * (1 - p));
            learnt++;
        }

        return learnt;
    }

    /// <summary>Predicts rows without learning them.</summary>
    /// <returns>Their mean log loss, position taken into account.</returns>
    public double Predict(Func<int, bool> judges)
    {
        var (loss, weights) = (0.0, 0.0);
        for (var row = 0; row < _data.Rows; row++)
        {
            if (judges(row))
            {
                _predicted[row] = Sigmoid(Weights.LogOdds(_codes.AsSpan(row * _width, _width), []));
                loss += _data.Weight(row) * HeldOutRows.Loss(_predicted[row] * Theta(row), _data.Clicked(row));
                weights += _data.Weight(row);
            }
        }

        return loss / Math.Max(weights, 1e-300);
    }

    /// <summary>From the predictions of some rows; a row without a click counts as far as its place was looked at.</summary>
    public IsotonicCalibration Calibrate(Func<int, bool> judges)
    {
        int[] rows = [.. Enumerable.Range(0, _data.Rows).Where(judges)];
        var clicked = Array.ConvertAll(rows, _data.Clicked);
        var scores = Array.ConvertAll(rows, row => _predicted[row]);
        var weights = Array.ConvertAll(
            rows,
            row =>
                (float)
                    Math.Max(
                        1e-6,
                        _data.Weight(row) * PositionModel.WeightOf(_examination, _data.Position(row), _predicted[row], _data.Clicked(row))
                    )
        );
        return HeldOutRows.Calibrate(scores, clicked, weights);
    }

    /// <summary>Moves the intercept so that the predictions of all rows sum to the clicks.</summary>
    public void Centre(IsotonicCalibration curve)
    {
        var (logOdds, counts, clicks) = (new float[_data.Rows], new float[_data.Rows], 0.0);
        for (var row = 0; row < _data.Rows; row++)
        {
            logOdds[row] = Weights.LogOdds(_codes.AsSpan(row * _width, _width), []);
            var p = Sigmoid(logOdds[row]);
            counts[row] = _data.Weight(row) * (float)PositionModel.WeightOf(_examination, _data.Position(row), p, _data.Clicked(row));
            clicks += _data.Clicked(row) ? counts[row] : 0;
        }

        Weights.MoveIntercept((float)Recentring.Shift(logOdds, counts, clicks, curve));
    }

    /// <summary>Mean square of a field's (then a cross's) weights over the rows: how far from 0 such weights lie. At least .0025.</summary>
    public double[] PriorVariances()
    {
        var squares = new double[_width];
        for (var at = 0; at < _codes.Length; at++)
        {
            var weight = Weights.Table[_codes[at]].Weight;
            squares[at % _width] += weight * weight;
        }

        return Array.ConvertAll(squares, sum => Math.Max(.0025, sum / Math.Max(1, _data.Rows)));
    }

    private double Theta(int row) =>
        _examination.Length == 0 || _data.Position(row) == 0 ? 1 : _examination[Math.Min(_data.Position(row), _examination.Length) - 1];

    private static float Sigmoid(float logOdds) => 1 / (1 + MathF.Exp(-logOdds));
}
