using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Clicks;
using Marketing.Learning.Policies;

namespace Marketing.Api.Commands.EvaluatePolicy;

/// <summary>Names of the columns of a decision log.</summary>
/// <param name="Reward">What came of it: 0, 1 or an amount.</param>
/// <param name="Action">What was done.</param>
/// <param name="Propensity">Probability with which it was done.</param>
/// <param name="Position">Where; a feature. Left out where the file has no such column.</param>
/// <param name="Customer">Whose rows are drawn together. Left out where the file has no such column.</param>
/// <param name="Features">The context.</param>
internal sealed record PolicyColumns(
    string Reward,
    string Action,
    string Propensity,
    string Position,
    string Customer,
    IReadOnlyList<string> Features
);

/// <summary>Reads decision logs: CSV, .gz too.</summary>
internal static class PolicyLogFiles
{
    /// <exception cref="UnusableFileException">A column is missing, or a value cannot be read; the message names the line.</exception>
    public static OffPolicyLog Read(FileInfo file, PolicyColumns columns)
    {
        var (actions, names) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<string>());
        var customers = new Dictionary<string, int>(StringComparer.Ordinal);
        var (action, propensity, reward) = (new List<int>(), new List<double>(), new List<double>());
        var (customer, tokens) = (new List<int>(), new List<uint>());
        var (rewardAt, actionAt, propensityAt, customerAt) = (0, 0, 0, -1);
        var (features, places) = (Array.Empty<string>(), Array.Empty<int>());
        CsvFile.Read(
            file,
            header =>
            {
                rewardAt = header[columns.Reward];
                actionAt = header[columns.Action];
                propensityAt = header[columns.Propensity];
                customerAt = header.Has(columns.Customer) ? header[columns.Customer] : -1;
                features = [.. columns.Features.Concat(header.Has(columns.Position) ? [columns.Position] : []).Distinct()];
                places = [.. features.Select(name => header[name])];
            },
            field =>
            {
                var name = field(actionAt);
                if (name.Length == 0)
                {
                    throw new FormatException($"the {columns.Action} is empty.");
                }

                if (!actions.TryGetValue(name, out var number))
                {
                    actions[name] = number = names.Count;
                    names.Add(name);
                }

                var probability = CsvFile.Number(field(propensityAt), columns.Propensity);
                if (!(probability > 0 && probability <= 1))
                {
                    throw new FormatException($"the {columns.Propensity} {probability} is not above 0 and at most 1.");
                }

                action.Add(number);
                propensity.Add(probability);
                reward.Add(CsvFile.Number(field(rewardAt), columns.Reward));
                if (customerAt >= 0)
                {
                    var who = field(customerAt);
                    customer.Add(customers.TryGetValue(who, out var known) ? known : customers[who] = customers.Count);
                }

                for (var feature = 0; feature < places.Length; feature++)
                {
                    tokens.Add(ClickEncoding.Token(feature, field(places[feature])));
                }
            }
        );
        return action.Count == 0
            ? throw new UnusableFileException($"{file.Name} has no rows.")
            : new OffPolicyLog
            {
                Actions = names,
                Action = [.. action],
                Propensity = [.. propensity],
                Reward = [.. reward],
                Customer = [.. customer],
                FeatureNames = features,
                Features = [.. tokens],
            };
    }
}
