namespace Marketing.Store;

/// <summary>What is wrong with one field of one row.</summary>
/// <param name="Field">The field's name as senders write it; empty when the fault concerns the whole row.</param>
/// <param name="Code">One of <see cref="RejectCodes"/>.</param>
/// <param name="Detail">One sentence.</param>
public sealed record RowFault(string Field, string Code, string Detail);

/// <summary>The faults of one row, made only when there are any.</summary>
public sealed class RowFaults
{
    private readonly List<RowFault> _list = [];

    /// <summary>All faults, in the order in which they were found; a row of a batch reports the first.</summary>
    public IReadOnlyList<RowFault> List => _list;

    /// <summary>True once anything was found.</summary>
    public bool Any => _list.Count > 0;

    /// <summary>Adds a fault; a later fault of the same field is noise and is left out.</summary>
    public void Add(string field, string code, string detail)
    {
        if (!_list.Exists(fault => fault.Field == field))
        {
            _list.Add(new RowFault(field, code, detail));
        }
    }

    /// <summary>Forgets the faults of the row before.</summary>
    public void Clear() => _list.Clear();

    /// <summary>The first fault as a rejected row.</summary>
    public RejectedRow First(int index) => new(index, _list[0].Code, _list[0].Detail);

    /// <summary>The faults by field, as a validation problem wants them.</summary>
    public Dictionary<string, string[]> ByField() => _list.ToDictionary(fault => fault.Field, fault => new[] { fault.Detail });
}
