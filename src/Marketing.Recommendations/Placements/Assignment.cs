using Marketing.Learning;
using Marketing.Recommendations.Answers;

namespace Marketing.Recommendations.Placements;

/// <summary>Which variant a subject sees: always the same one of an experiment, on every replica, without a table.</summary>
internal static class Assignment
{
    /// <summary>The variant, or null for nobody in particular, who cannot be told from other visitors.</summary>
    /// <param name="experiment">Its id and the weights of its variants.</param>
    /// <param name="subject">User or session.</param>
    public static string? VariantOf(PlacementExperiment experiment, string? subject)
    {
        if (subject is null || experiment.Variants is not { Count: > 0 } variants)
        {
            return null;
        }

        // One more round of mixing: the low bits of the hash of similar texts are similar.
        var drawn = SplitMix64.Uniform(Cursor.Hash(experiment.ExperimentId, subject), 0) * variants.Sum(variant => variant.Weight);
        foreach (var variant in variants)
        {
            drawn -= variant.Weight;
            if (drawn < 0)
            {
                return variant.Name;
            }
        }

        return variants[^1].Name;
    }
}
