using System.Runtime.InteropServices;
using Marketing.Store;

namespace Marketing.Recommendations.Interactions;

/// <summary>One event of a subject that says something about an item. 24 bytes: a model reads millions of them at once.</summary>
/// <param name="Time">Unix seconds.</param>
/// <param name="Item">Dense item index.</param>
/// <param name="Value">The grade of a rating or review, the units of a purchase or return; NaN when the event carried none.</param>
/// <param name="Order">Hash of the order's id; 0 without one.</param>
/// <param name="Type">What happened.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Interaction(long Time, int Item, float Value, int Order, EventType Type)
{
    /// <summary>True when the item is the user's: bought, or judged by him.</summary>
    public bool Acquires => Type is EventType.Purchase or EventType.Rating or EventType.Review;
}
