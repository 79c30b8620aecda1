using Marketing.Learning.Sentiment.Linear;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Marketing.MLNet.Engine.Text;

/// <summary>Texts as a data view.</summary>
internal static class TextView
{
    private const int Classes = 2;

    /// <param name="context">ML.NET's.</param>
    /// <param name="problem">The texts.</param>
    /// <param name="order">
    /// Their order. Trainers that go from text to text must not meet all of one side first, and the linear support vector machine of 5.0.1 gives the same result
    /// whatever its context's seed, so it cannot be trusted to shuffle.
    /// </param>
    public static IDataView Of(MLContext context, LinearTextProblem problem, int[] order)
    {
        var rows = new List<TextRow>(order.Length);
        foreach (var text in order)
        {
            rows.Add(
                new TextRow
                {
                    Label = problem.IsPositive(text),
                    Class = problem.IsPositive(text) ? 1u : 0u,
                    Features = Vector(problem, text),
                }
            );
        }

        var schema = SchemaDefinition.Create(typeof(TextRow));
        schema[nameof(TextRow.Class)].ColumnType = new KeyDataViewType(typeof(uint), Classes);
        schema[nameof(TextRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, problem.Features);
        return context.Data.LoadFromEnumerable(rows, schema);
    }

    // ML.NET wants ascending indices; the pipeline gives them in the order of the text.
    private static VBuffer<float> Vector(LinearTextProblem problem, int text)
    {
        int[] indices = [.. problem.Indices(text)];
        float[] values = [.. problem.Values(text)];
        if (values.Length == 0)
        {
            values = new float[indices.Length];
            Array.Fill(values, 1);
        }

        Array.Sort(indices, values);
        return new VBuffer<float>(problem.Features, indices.Length, values, indices);
    }
}
