using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Factors;

namespace Marketing.Learning.Tests.Recommenders;

/// <summary>Alternating least squares as one would write it on paper: dense, in double, by Gaussian elimination.</summary>
internal sealed class AlsTwin
{
    private readonly double[,] _confidence;
    private readonly double[][] _users;
    private readonly double[][] _items;
    private readonly AlsSettings _weights;

    public AlsTwin(Histories data, int factors, AlsSettings weights, ulong seed, int epochs)
    {
        _weights = weights;
        _confidence = new double[data.UserCount, data.ItemCount];
        var sums = data.AllSums();
        for (var user = 0; user < data.UserCount; user++)
        {
            foreach (var (item, sum) in sums[user])
            {
                _confidence[user, item] = 1 + (weights.Alpha * sum);
            }
        }

        var start = new FactorMatrix(data.ItemCount, factors);
        start.Randomize(seed, .1 / Math.Sqrt(factors));
        _items = [.. Enumerable.Range(0, data.ItemCount).Select(i => start[i][..factors].ToArray().Select(x => (double)x).ToArray())];
        _users = [.. Enumerable.Range(0, data.UserCount).Select(_ => new double[factors])];
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            SolveUsers();
            for (var item = 0; item < _items.Length; item++)
            {
                _items[item] = Solve(_users, [.. Enumerable.Range(0, _users.Length).Select(user => _confidence[user, item])]);
            }
        }
    }

    public double[] Scores(int user)
    {
        var vector = SolveUser(user);
        return [.. _items.Select(item => item.Zip(vector, (a, b) => a * b).Sum())];
    }

    public double Loss()
    {
        var loss = 0.0;
        for (var u = 0; u < _users.Length; u++)
        {
            for (var i = 0; i < _items.Length; i++)
            {
                var score = _users[u].Zip(_items[i], (a, b) => a * b).Sum();
                loss += (_weights.UnobservedWeight * score * score) + (_confidence[u, i] * (score - 1) * (score - 1));
            }
        }

        double Penalty(double[] vector, IEnumerable<double> confidences, int others) =>
            _weights.Regularization * (confidences.Sum() + (_weights.UnobservedWeight * others)) * vector.Sum(x => x * x);
        loss += _users.Select((v, u) => Penalty(v, _items.Select((_, i) => _confidence[u, i]), _items.Length)).Sum();
        return loss + _items.Select((v, i) => Penalty(v, _users.Select((_, u) => _confidence[u, i]), _users.Length)).Sum();
    }

    private void SolveUsers()
    {
        for (var user = 0; user < _users.Length; user++)
        {
            _users[user] = SolveUser(user);
        }
    }

    private double[] SolveUser(int user) => Solve(_items, [.. Enumerable.Range(0, _items.Length).Select(item => _confidence[user, item])]);

    private double[] Solve(double[][] others, double[] confidence)
    {
        var d = others[0].Length;
        var system = new double[d, d + 1];
        if (confidence.All(c => c == 0))
        {
            return new double[d];
        }

        for (var other = 0; other < others.Length; other++)
        {
            for (var a = 0; a < d; a++)
            {
                for (var b = 0; b < d; b++)
                {
                    system[a, b] += (_weights.UnobservedWeight + confidence[other]) * others[other][a] * others[other][b];
                }

                system[a, d] += confidence[other] * others[other][a];
            }
        }

        for (var a = 0; a < d; a++)
        {
            system[a, a] += _weights.Regularization * (confidence.Sum() + (_weights.UnobservedWeight * others.Length));
        }

        return Eliminate(system, d);
    }

    private static double[] Eliminate(double[,] system, int d)
    {
        for (var pivot = 0; pivot < d; pivot++)
        {
            for (var row = 0; row < d; row++)
            {
                var factor = row == pivot ? 0 : system[row, pivot] / system[pivot, pivot];
                for (var column = pivot; column <= d && factor != 0; column++)
                {
                    system[row, column] -= factor * system[pivot, column];
                }
            }
        }

        return [.. Enumerable.Range(0, d).Select(at => system[at, d] / system[at, at])];
    }
}
