namespace Marketing.Learning.Planning;

/// <summary>
/// Looks for the prices at which the bound is lowest. Use of a limit falls as its price rises, so each price goes up while its limit is overused and
/// down while it is not, by steps in its logarithm that grow while the direction stays and halve when it turns (Riedmiller and Braun's Rprop on the
/// signs of the subgradient): near the end each price is bisected. First on a sample of the customers, then on all.
/// </summary>
internal static class PriceSearch
{
    private const int SampleCustomers = 3000;
    private const int SampleRounds = 150;
    private const double Smallest = 1e-5; // of a price's scale; below it the price is 0

    /// <returns>The best prices and what customers choose at them, and the lowest bound that was met.</returns>
    public static (PlanPrices Prices, PlanPass Pass) Run(PlanProblem problem, PlanControl control)
    {
        var free = new PlanPrices(problem);
        var state = new State(free, PlanPass.Run(problem, free, 1, control));
        var step = Math.Max(1, problem.Customers / SampleCustomers);
        if (step > 1)
        {
            var share = Math.Ceiling(problem.Customers / (double)step) / problem.Customers;
            for (var round = 0; round < SampleRounds; round++)
            {
                control.Cancel.ThrowIfCancellationRequested();
                var prices = state.Prices().Scaled(share);
                state.Move(PlanPass.Run(problem, prices, step, control).Used, prices.Limits);
            }

            state.Soften();
        }

        var (best, bestPass) = (free, state.Free);
        for (var round = 0; round < control.Rounds; round++)
        {
            control.Cancel.ThrowIfCancellationRequested();
            var prices = state.Prices();
            var pass = PlanPass.Run(problem, prices, 1, control);
            (best, bestPass) = pass.Dual < bestPass.Dual ? (prices, pass) : (best, bestPass);
            if (!state.Move(pass.Used, prices.Limits))
            {
                break;
            }

            control.Progress?.Invoke(.8 * (round + 1) / control.Rounds);
        }

        return (best, bestPass);
    }

    private sealed class State
    {
        private readonly PlanPrices _free;
        private readonly double[] _scale;
        private readonly double[] _log;
        private readonly double[] _step;
        private readonly int[] _direction;

        public State(PlanPrices free, PlanPass pass)
        {
            (_free, Free) = (free, pass);
            var count = free.Values.Length;
            (_scale, _log, _step, _direction) = (new double[count], new double[count], new double[count], new int[count]);
            var perMessage = pass.Value / Math.Max(1, pass.Messages);
            var spent = pass.Used.AsSpan(0, free.FirstChannel);
            var perMoney = pass.Value / Math.Max(1e-9, System.Numerics.Tensors.TensorPrimitives.Sum<double>(spent));
            for (var place = 0; place < count; place++)
            {
                _scale[place] = Math.Max(1e-12, place < free.FirstChannel ? perMoney : perMessage);
                var binds = free.IsWish(place) ? pass.Used[place] < free.Limits[place] : pass.Used[place] > free.Limits[place];
                (_log[place], _step[place]) = (Math.Log(binds ? .1 : Smallest), .7);
            }
        }

        public PlanPass Free { get; }

        public PlanPrices Prices()
        {
            var values = new double[_log.Length];
            for (var place = 0; place < values.Length; place++)
            {
                var price = Math.Exp(_log[place]);
                values[place] = _free.Binds(place) && price > Smallest * 1.0001 ? price * _scale[place] : 0;
            }

            return _free.With(values);
        }

        /// <returns>False when no price moves any more.</returns>
        public bool Move(double[] used, double[] limits)
        {
            var moved = false;
            for (var place = 0; place < _log.Length; place++)
            {
                if (!_free.Binds(place))
                {
                    continue;
                }

                var over = used[place] > limits[place];
                var exact = Math.Abs(used[place] - limits[place]) <= 1e-6 * limits[place];
                var direction =
                    exact ? 0
                    : over != _free.IsWish(place) ? 1
                    : -1;
                if (direction != 0)
                {
                    _step[place] *=
                        direction == _direction[place] ? 1.3
                        : _direction[place] == 0 ? 1
                        : .5;
                    _step[place] = Math.Clamp(_step[place], 1e-6, 2);
                }

                _direction[place] = direction;
                var before = _log[place];
                _log[place] = Math.Clamp(before + (direction * _step[place]), Math.Log(Smallest), Math.Log(1e4));
                moved |= Math.Abs(_log[place] - before) > 1e-5;
            }

            return moved;
        }

        /// <summary>From the sample to all customers: prices are about right, so steps begin small, and none is lost at the bottom.</summary>
        public void Soften()
        {
            for (var place = 0; place < _log.Length; place++)
            {
                (_step[place], _direction[place]) = (.05, 0);
            }
        }
    }
}
