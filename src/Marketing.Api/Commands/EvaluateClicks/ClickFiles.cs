using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Clicks;

namespace Marketing.Api.Commands.EvaluateClicks;

/// <summary>The click logs of <c>evaluate clicks</c>: every column but the label is a feature.</summary>
internal static class ClickFiles
{
    /// <summary>Train decides the features and the bins of the numbers; test must have the same columns, in any order.</summary>
    /// <exception cref="UnusableFileException">A column is missing, or a value cannot be read; the message names the line.</exception>
    public static (ClickTable Train, ClickTable Test) Read(FileInfo train, FileInfo test, string label, IReadOnlyList<string> numeric)
    {
        var learnt = Columns.Read(train, label, null, numeric);
        if (learnt.Clicked.Count == 0)
        {
            throw new UnusableFileException($"{train.Name} has no rows.");
        }

        if (learnt.Fields.Count == 0)
        {
            throw new UnusableFileException($"{train.Name} has no column besides '{label}': there is no feature.");
        }

        var judged = Columns.Read(test, label, learnt.Fields, numeric);
        if (judged.Clicked.Count == 0)
        {
            throw new UnusableFileException($"{test.Name} has no rows.");
        }

        var encoding = ClickEncoding.Learn(learnt.Fields, learnt.NumbersByName());
        return (learnt.ToTable(encoding), judged.ToTable(encoding));
    }

    private sealed class Columns(IReadOnlyList<ClickField> fields)
    {
        private readonly List<uint> _tokens = [];
        private readonly List<double>[] _numbers = [.. fields.Select(_ => new List<double>())];

        public IReadOnlyList<ClickField> Fields => fields;

        public List<bool> Clicked { get; } = [];

        public static Columns Read(FileInfo file, string label, IReadOnlyList<ClickField>? fields, IReadOnlyList<string> numeric)
        {
            var (columns, places, labelAt) = (new Columns([]), Array.Empty<int>(), -1);
            CsvFile.Read(
                file,
                header =>
                {
                    labelAt = header[label];
                    foreach (var name in numeric)
                    {
                        _ = header[name];
                    }

                    columns = new Columns(
                        fields
                            ??
                            [
                                .. header
                                    .Names.Where(name => name != label)
                                    .Distinct()
                                    .Select(name => new ClickField(name, numeric.Contains(name))),
                            ]
                    );
                    places = [.. columns.Fields.Select(field => header[field.Name])];
                },
                field => columns.Add(field, places, CsvFile.Outcome(field(labelAt), label))
            );
            return columns;
        }

        public Dictionary<string, IReadOnlyList<double>> NumbersByName() =>
            Enumerable
                .Range(0, fields.Count)
                .Where(at => fields[at].IsNumeric)
                .ToDictionary(at => fields[at].Name, at => (IReadOnlyList<double>)_numbers[at]);

        public ClickTable ToTable(ClickEncoding encoding)
        {
            var table = new ClickTable(encoding, Clicked.Count);
            var row = new uint[fields.Count];
            for (var at = 0; at < Clicked.Count; at++)
            {
                for (var field = 0; field < row.Length; field++)
                {
                    row[field] = fields[field].IsNumeric ? encoding.Token(field, _numbers[field][at]) : _tokens[(at * row.Length) + field];
                }

                table.Add(row, Clicked[at]);
            }

            return table;
        }

        private void Add(Func<int, string> text, int[] places, bool clicked)
        {
            for (var field = 0; field < fields.Count; field++)
            {
                var value = text(places[field]);
                _tokens.Add(fields[field].IsNumeric ? 0 : ClickEncoding.Token(field, value));
                if (fields[field].IsNumeric)
                {
                    _numbers[field].Add(value.Length == 0 ? double.NaN : CsvFile.Number(value, fields[field].Name));
                }
            }

            Clicked.Add(clicked);
        }
    }
}
