using Marketing.Learning.Numerics;

namespace Marketing.Learning.Customers.Value;

/// <summary>Log likelihood of one customer and its gradient over ln r, ln α, ln a, ln b.</summary>
internal sealed class BgNbdLikelihood
{
    private readonly double _r;
    private readonly double _alpha;
    private readonly double _a;
    private readonly double _b;
    private readonly int _fewest;
    private readonly Constants[] _constants;

    /// <param name="logs">ln r, ln α, ln a, ln b; more are not looked at.</param>
    /// <param name="fewest">Smallest number of repeats that will be asked for.</param>
    /// <param name="most">Largest number of repeats that will be asked for.</param>
    public BgNbdLikelihood(ReadOnlySpan<double> logs, int fewest, int most)
    {
        (_r, _alpha, _a, _b) = (Math.Exp(logs[0]), Math.Exp(logs[1]), Math.Exp(logs[2]), Math.Exp(logs[3]));
        _fewest = fewest;
        _constants = new Constants[most - fewest + 1];
        for (var x = fewest; x <= most; x++)
        {
            _constants[x - fewest] = Constants.Of(x, _r, _alpha, _a, _b);
        }
    }

    /// <param name="customer">Whose likelihood.</param>
    /// <param name="gradient">Overwritten. Shape [4].</param>
    public double Of(BuyingRecord customer, Span<double> gradient)
    {
        var x = customer.Repeats;
        ref readonly var constant = ref _constants[x - _fewest];
        var (logAge, logRecency) = (Math.Log(_alpha + customer.Age), Math.Log(_alpha + customer.Recency));
        var stayed = -(_r + x) * logAge;
        var left = x == 0 ? double.NegativeInfinity : Math.Log(_a / (_b + x - 1)) - ((_r + x) * logRecency);
        var largest = Math.Max(stayed, left);
        var both = largest + Math.Log(Math.Exp(stayed - largest) + Math.Exp(left - largest));
        var leftShare = Math.Exp(left - both);
        var stayedShare = 1 - leftShare;
        gradient[0] = _r * (constant.R - (stayedShare * logAge) - (leftShare * logRecency));
        gradient[1] =
            _alpha * ((_r / _alpha) - ((_r + x) * ((stayedShare / (_alpha + customer.Age)) + (leftShare / (_alpha + customer.Recency)))));
        gradient[2] = _a * (constant.A + (leftShare / _a));
        gradient[3] = _b * (constant.B - (x == 0 ? 0 : leftShare / (_b + x - 1)));
        return constant.Rate + constant.Leave + both;
    }

    /// <summary>The same for a customer who never leaves (NBD alone): the gradient is over ln r, ln α.</summary>
    public double OfLoyal(BuyingRecord customer, Span<double> gradient)
    {
        var x = customer.Repeats;
        ref readonly var constant = ref _constants[x - _fewest];
        var logAge = Math.Log(_alpha + customer.Age);
        gradient[0] = _r * (constant.R - logAge);
        gradient[1] = _alpha * ((_r / _alpha) - ((_r + x) / (_alpha + customer.Age)));
        return constant.Rate - ((_r + x) * logAge);
    }

    /// <summary>The parts that depend on the number of repeats alone, with their derivatives.</summary>
    private readonly record struct Constants(double Rate, double Leave, double R, double A, double B)
    {
        public static Constants Of(int x, double r, double alpha, double a, double b) =>
            new(
                GammaFunctions.Log(r + x) - GammaFunctions.Log(r) + (r * Math.Log(alpha)),
                GammaFunctions.Log(a + b) + GammaFunctions.Log(b + x) - GammaFunctions.Log(b) - GammaFunctions.Log(a + b + x),
                GammaFunctions.Digamma(r + x) - GammaFunctions.Digamma(r) + Math.Log(alpha),
                GammaFunctions.Digamma(a + b) - GammaFunctions.Digamma(a + b + x),
                GammaFunctions.Digamma(a + b)
                    + GammaFunctions.Digamma(b + x)
                    - GammaFunctions.Digamma(b)
                    - GammaFunctions.Digamma(a + b + x)
            );
    }
}
