using Marketing.Learning.Recommenders;
using Marketing.MLNet.Engine.Recommenders;

namespace Marketing.MLNet.Engine;

/// <summary>The list of what this engine adds.</summary>
internal static class Joining
{
    public static void All()
    {
        RecommenderTrainers.Join(new MatrixFactorizationCandidate());
        RecommenderFile.Join(MatrixFactorizationCandidate.Name, MatrixFactorizationModel.Read);
    }
}
