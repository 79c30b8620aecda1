namespace Marketing.Store.Imports;

/// <summary>One good row on its way to the store.</summary>
/// <param name="Line">Where it begins in its file, from 1; 0 for what was gathered from many lines.</param>
/// <param name="Raw">Its text, for the reject file; valid until the reader goes on.</param>
/// <param name="Content">A <see cref="NewEvent"/>, <see cref="NewItem"/> or <see cref="NewUser"/> that has passed its rules.</param>
internal readonly record struct ImportRow(long Line, ReadOnlyMemory<char> Raw, object Content);

/// <summary>What the readers of one import share: where bad rows and counts go. Used by the reading thread only.</summary>
/// <param name="rejects">Receives bad rows; null: they are passed over.</param>
/// <param name="latest">Events may not lie after this.</param>
internal sealed class ImportSession(RejectFiles? rejects, DateTimeOffset latest)
{
    /// <summary>No shop sold over the network before; a time before it is a broken clock or a missing one.</summary>
    public static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch;

    private readonly OrderedDictionary<string, long> _found = [];

    /// <summary>The file that is being read, as it was given.</summary>
    public string File { get; set; } = "";

    /// <summary>What was counted, in the order of the first mention.</summary>
    public IReadOnlyDictionary<string, long> Found => _found;

    /// <summary>The faults of the row at hand.</summary>
    public RowFaults Faults { get; } = new();

    /// <summary>Counts something worth seeing in the summary; <paramref name="by"/> 0 makes the line appear.</summary>
    public void Count(string what, long by = 1) => _found[what] = _found.GetValueOrDefault(what) + by;

    /// <summary>Sends a row to the reject file.</summary>
    public void Reject(long line, string code, string reason, ReadOnlyMemory<char> raw) =>
        rejects?.Add(File, line, code, reason, raw.ToString());

    /// <summary>Sends a row with its first fault to the reject file, and forgets its faults.</summary>
    public void RejectFaulty(long line, ReadOnlyMemory<char> raw)
    {
        var fault = Faults.List[0];
        Reject(line, fault.Code, fault.Detail, raw);
        Faults.Clear();
    }

    /// <summary>Checks an event (its conversion may have left faults) and its time; a bad one goes to the reject file.</summary>
    /// <param name="row">Null when it could not even be made.</param>
    /// <param name="line">Where it stands.</param>
    /// <param name="raw">Its text.</param>
    /// <param name="isChecked">True when <see cref="EventRules"/> have seen it.</param>
    public bool Passes(NewEvent? row, long line, ReadOnlyMemory<char> raw, bool isChecked = false)
    {
        if (row is not null && !isChecked)
        {
            EventRules.Check(row, Faults);
        }

        if (row is not null && row.OccurredAt < Earliest)
        {
            Faults.Add("occurredAt", ImportCodes.ImpossibleTime, "'occurredAt' lies before 1970.");
        }
        else if (row is not null && row.OccurredAt > latest)
        {
            Faults.Add("occurredAt", RejectCodes.InTheFuture, "'occurredAt' lies more than 10 minutes ahead of this machine's clock.");
        }

        return NoFaults(line, raw);
    }

    /// <summary>Checks an item; a bad one goes to the reject file.</summary>
    public bool Passes(NewItem row, long line, ReadOnlyMemory<char> raw)
    {
        ItemRules.Check(row, Faults);
        return NoFaults(line, raw);
    }

    /// <summary>Checks a customer; a bad one goes to the reject file.</summary>
    public bool Passes(NewUser row, long line, ReadOnlyMemory<char> raw)
    {
        UserRules.Check(row, Faults);
        return NoFaults(line, raw);
    }

    private bool NoFaults(long line, ReadOnlyMemory<char> raw)
    {
        if (!Faults.Any)
        {
            return true;
        }

        RejectFaulty(line, raw);
        return false;
    }
}

/// <summary>Why an import sets a row aside, beside <see cref="RejectCodes"/>. Part of the reject files' form: never rename one.</summary>
public static class ImportCodes
{
    /// <summary>A quote that is not closed, or stands where none may.</summary>
    public const string BadQuoting = "bad-quoting";

    /// <summary>More or fewer columns than the header.</summary>
    public const string WrongColumnCount = "wrong-column-count";

    /// <summary>Text where a number belongs.</summary>
    public const string InvalidNumber = "invalid-number";

    /// <summary>Before 1970.</summary>
    public const string ImpossibleTime = "impossible-time";

    /// <summary>A change of stock, not a sale: no customer and a price of 0.</summary>
    public const string StockCorrection = "stock-correction";

    /// <summary>An entry of the bookkeeping, not a sale.</summary>
    public const string Adjustment = "adjustment";

    /// <summary>A price below 0 outside bookkeeping.</summary>
    public const string NegativePrice = "negative-price";

    /// <summary>A sale of no or less than no pieces, or a cancellation of no or more than no pieces.</summary>
    public const string WrongQuantity = "wrong-quantity";

    /// <summary>Something happened that no event type stands for.</summary>
    public const string UnsupportedType = "unsupported-type";
}
