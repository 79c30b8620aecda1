using Marketing.Learning.Clicks;
using Marketing.Learning.Clicks.Factorization;
using Marketing.Learning.Customers.Segments;
using Marketing.Learning.Recommenders;
using Marketing.Learning.Sentiment;
using Marketing.Learning.Sentiment.Linear;
using Marketing.MLNet.Engine.Clicks;
using Marketing.MLNet.Engine.Recommenders;
using Marketing.MLNet.Engine.Segments;
using Marketing.MLNet.Engine.Text;

namespace Marketing.MLNet.Engine;

/// <summary>The list of what this engine adds.</summary>
internal static class Joining
{
    public static void All()
    {
        RecommenderTrainers.Join(new MatrixFactorizationCandidate());
        RecommenderFile.Join(MatrixFactorizationCandidate.Name, MatrixFactorizationModel.Read);
        foreach (var engine in (LinearTextEngine[])[NaiveBayes.Engine, SupportVectorMachine.Engine, DualAscent.Engine])
        {
            TextClassifierTrainers.Join(LinearTextModels.Trainer(engine));
            TextClassifierFile.Join(engine.Algorithm, reader => LinearTextModels.Read(engine, reader));
        }

        ClusterTrainers.Join(new ClusterCandidate());
        ClickModelTrainers.Join(FactorizationMachines.Trainer(FieldAwareMachine.Engine));
        ClickModelFile.Join(FieldAwareMachine.Engine.Algorithm, reader => FactorizationMachines.Read(FieldAwareMachine.Engine, reader));
    }
}
