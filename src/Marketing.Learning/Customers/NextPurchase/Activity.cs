namespace Marketing.Learning.Customers.NextPurchase;

/// <summary>What a customer did, as far as the next purchase depends on it.</summary>
public enum ActivityKind
{
    /// <summary>Looked at something, searched, clicked.</summary>
    Look,

    /// <summary>Put something into the cart.</summary>
    Cart,

    /// <summary>Bought.</summary>
    Purchase,

    /// <summary>Sent back.</summary>
    Return,
}

/// <summary>One act of a customer.</summary>
/// <param name="Day">Days since any fixed instant, with fractions.</param>
/// <param name="Kind">What it was.</param>
/// <param name="Amount">Money of a purchase or return, at least 0.</param>
public readonly record struct Activity(double Day, ActivityKind Kind, double Amount)
{
    /// <summary>By day, then kind, then amount: one order for every order of arrival.</summary>
    public static int Compare(Activity a, Activity b) => (a.Day, a.Kind, a.Amount).CompareTo((b.Day, b.Kind, b.Amount));
}
