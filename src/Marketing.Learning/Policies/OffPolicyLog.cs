namespace Marketing.Learning.Policies;

/// <summary>Decisions as they were made: context, action, its probability, what came of it.</summary>
public sealed record OffPolicyLog
{
    /// <summary>Every action that occurs or could have.</summary>
    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>What was done, as an index of <see cref="Actions"/>. Shape [rows].</summary>
    public required int[] Action { get; init; }

    /// <summary>Probability with which it was done, above 0, at most 1. Shape [rows].</summary>
    public required double[] Propensity { get; init; }

    /// <summary>What it earned: 1 and 0 for clicks, or money. Shape [rows].</summary>
    public required double[] Reward { get; init; }

    /// <summary>Rows of one customer are drawn together by the bootstrap. Shape [rows]; empty: each row is a customer of its own.</summary>
    public int[] Customer { get; init; } = [];

    /// <summary>Which actions could have been taken. Shape [rows]; empty: all of them, always. The action taken is among them.</summary>
    public int[][] Eligible { get; init; } = [];

    /// <summary>Names of the columns of <see cref="Features"/>.</summary>
    public IReadOnlyList<string> FeatureNames { get; init; } = [];

    /// <summary>The context, one token a feature (<see cref="Clicks.ClickEncoding.Token(int, ReadOnlySpan{char})"/>). Row-major [rows × features].</summary>
    public uint[] Features { get; init; } = [];

    /// <summary>Number of rows.</summary>
    public int Rows => Action.Length;

    /// <summary>Actions that could have been taken in a row.</summary>
    public ReadOnlySpan<int> EligibleAt(int row) => Eligible.Length == 0 ? AllActions : Eligible[row];

    private int[] AllActions => field ??= [.. Enumerable.Range(0, Actions.Count)];

    /// <summary>A row's context. Shape [features].</summary>
    public ReadOnlySpan<uint> FeaturesAt(int row) => Features.AsSpan(row * FeatureNames.Count, FeatureNames.Count);

    /// <summary>Throws when the columns do not fit together.</summary>
    /// <exception cref="ArgumentException">The message names the first wrong row.</exception>
    public void Check()
    {
        if (Propensity.Length != Rows || Reward.Length != Rows || Features.Length != Rows * FeatureNames.Count)
        {
            throw new ArgumentException("The columns of the log differ in length.");
        }

        if ((Customer.Length != 0 && Customer.Length != Rows) || (Eligible.Length != 0 && Eligible.Length != Rows))
        {
            throw new ArgumentException("Customers or eligible actions are not one a row.");
        }

        for (var row = 0; row < Rows; row++)
        {
            if (!(Propensity[row] > 0 && Propensity[row] <= 1))
            {
                throw new ArgumentException($"Row {row}: the propensity {Propensity[row]} is not above 0 and at most 1.");
            }

            if (!double.IsFinite(Reward[row]) || (uint)Action[row] >= (uint)Actions.Count || !EligibleAt(row).Contains(Action[row]))
            {
                throw new ArgumentException($"Row {row}: the reward is not finite, or the action was not eligible.");
            }
        }
    }
}
