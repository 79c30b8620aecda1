namespace Marketing.Store;

/// <summary>Which customers wait for an answer to a complaint, from memory. Where nothing implements it, none is known.</summary>
public interface IOpenComplaints
{
    /// <summary>Whether the customer has a complaint that nobody has settled. Asked for every decision, so it must answer at once.</summary>
    bool HasOpen(string userId);
}
