using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Customers;
using Marketing.Learning.Customers.Uplift;

namespace Marketing.Api.Commands.EvaluateCustomers;

/// <summary>What <c>evaluate uplift</c> was asked for.</summary>
internal sealed record UpliftRequest(
    string Treatment,
    string Treated,
    string Control,
    string Outcome,
    IReadOnlyList<string>? Features,
    IReadOnlyList<string> Algorithms,
    ulong Seed
);

/// <summary>Rows of the two groups of a file.</summary>
internal sealed record UpliftFile(IReadOnlyList<string> Features, IReadOnlyList<UpliftFile.Row> Rows)
{
    /// <param name="Number">Place in the file, from 0.</param>
    /// <param name="Treated">Who got the campaign.</param>
    /// <param name="Outcome">0 or 1.</param>
    /// <param name="Cells">The features as they stand in the file.</param>
    internal sealed record Row(int Number, bool Treated, double Outcome, string[] Cells);

    /// <exception cref="UnusableFileException">A column is missing, an outcome is no number, or a group is empty.</exception>
    public static UpliftFile Read(FileInfo file, UpliftRequest request)
    {
        IReadOnlyList<string> features = [];
        var rows = new List<Row>();
        var number = 0;
        var (treatment, outcome, places) = (0, 0, Array.Empty<int>());
        CsvFile.Read(
            file,
            header =>
            {
                features = request.Features ?? Before(header, request);
                (treatment, outcome) = (header[request.Treatment], header[request.Outcome]);
                places = [.. features.Select(name => header[name])];
            },
            field =>
            {
                var treated = field(treatment) == request.Treated;
                if (treated || field(treatment) == request.Control)
                {
                    rows.Add(new Row(number, treated, CsvFile.Money(field(outcome)) > 0 ? 1 : 0, [.. places.Select(field)]));
                }

                number++;
            }
        );
        foreach (var (treated, value) in (ReadOnlySpan<(bool, string)>)[(true, request.Treated), (false, request.Control)])
        {
            if (rows.All(row => row.Treated != treated))
            {
                throw new UnusableFileException($"{file.Name} has no row with '{value}' in column '{request.Treatment}'.");
            }
        }

        return new UpliftFile(features, rows);
    }

    public (UpliftFile Train, UpliftFile Test) Halves(ulong seed)
    {
        var isTest = Rows.ToLookup(row => Learning.SplitMix64.Uniform(seed, (ulong)row.Number) < .5);
        return (this with { Rows = [.. isTest[false]] }, this with { Rows = [.. isTest[true]] });
    }

    public UpliftRows Encode(TableEncoding encoding) =>
        new(
            [.. Rows.Select(row => encoding.Encode(row.Cells))],
            [.. Rows.Select(row => row.Treated)],
            [.. Rows.Select(row => row.Outcome)]
        );

    private static string[] Before(CsvHeader header, UpliftRequest request)
    {
        string[] before = [.. header.Names[..header[request.Treatment]].Where(name => name != request.Outcome)];
        return before.Length > 0
            ? before
            : throw new WrongArgumentsException(
                $"No column stands left of '{request.Treatment}': name those that were known before the campaign with --features."
            );
    }
}

/// <summary>Figures of each algorithm on the test rows.</summary>
internal sealed record UpliftEvaluation(
    double TreatedRate,
    double ControlRate,
    double EffectError,
    IReadOnlyList<(string Name, double[] Scores, QiniResult Qini)> Algorithms
)
{
    public double Effect => TreatedRate - ControlRate;

    public static UpliftEvaluation Run(UpliftRequest request, UpliftFile train, UpliftFile test, CancellationToken cancel)
    {
        var encoding = TableEncoding.Learn([.. train.Rows.Select(row => row.Cells)]);
        var (known, judged) = (train.Encode(encoding), test.Encode(encoding));
        var (treated, control) = (Rate(test, treated: true), Rate(test, treated: false));
        var algorithms = new List<(string, double[], QiniResult)>();
        foreach (var name in request.Algorithms)
        {
            var model = UpliftModel.All[name](known, cancel);
            double[] scores = [.. judged.Features.Select(row => model.Predict(row))];
            algorithms.Add((name, scores, Qini.Judge(scores, judged, request.Seed)));
        }

        return new UpliftEvaluation(treated.Rate, control.Rate, Math.Sqrt(treated.Variance + control.Variance), algorithms);
    }

    /// <summary>For each algorithm and row of the test: algorithm, the row's number, whether it was treated, outcome, score.</summary>
    public IEnumerable<object[]> Rows(UpliftFile test) =>
        Algorithms.SelectMany(algorithm =>
            test.Rows.Select(
                (row, at) => new object[] { algorithm.Name, row.Number, row.Treated ? 1 : 0, row.Outcome, algorithm.Scores[at] }
            )
        );

    private static (double Rate, double Variance) Rate(UpliftFile file, bool treated)
    {
        double[] outcomes = [.. file.Rows.Where(row => row.Treated == treated).Select(row => row.Outcome)];
        var rate = outcomes.Length == 0 ? 0 : outcomes.Average();
        return (rate, outcomes.Length == 0 ? 0 : rate * (1 - rate) / outcomes.Length);
    }
}
