namespace Marketing.Store;

/// <summary>Complaints that nobody has settled, for the modules that advertise. In memory: every call answers at once, also without the database.</summary>
public interface IOpenComplaints
{
    /// <summary>Whether the customer has an open complaint: he is left alone until he has his answer.</summary>
    bool HasOpen(string userId);

    /// <summary>Whether there is an open complaint about the item: it is not advertised until that is settled.</summary>
    bool IsAbout(string itemId);
}
