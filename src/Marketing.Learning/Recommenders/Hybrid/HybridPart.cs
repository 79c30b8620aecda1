namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>One opinion that the hybrid asks for: a trained model, and how much of the history it is shown.</summary>
/// <param name="Model">Any built-in recommender but a hybrid.</param>
/// <param name="Newest">It sees so many of the newest events; <see cref="int.MaxValue"/> for all.</param>
internal sealed record HybridPart(IRecommender Model, int Newest)
{
    public History View(History history)
    {
        var from = Math.Max(0, history.Length - Newest);
        return new History(history.Items[from..], history.Weights[from..], history.Times[from..]);
    }
}
