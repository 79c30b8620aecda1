using System.CommandLine;
using Marketing.Api.Commands.EvaluateClicks;
using Marketing.Api.Commands.EvaluateCustomers;
using Marketing.Api.Commands.EvaluatePolicy;
using Marketing.Api.Commands.EvaluateRecommendations;
using Marketing.Api.Commands.EvaluateSentiment;

namespace Marketing.Api.Commands.Evaluation;

/// <summary><c>marketing evaluate WHAT …</c>: offline evaluation on files, without database or server.</summary>
internal static class EvaluateCommand
{
    public static Command Create() =>
        new("evaluate", "Judges algorithms on files: no database, no server.")
        {
            EvaluateClicksCommand.Create(),
            EvaluatePolicyCommand.Create(),
            EvaluateProfilesCommand.Create(),
            EvaluateRecommendationsCommand.Create(),
            EvaluateSentimentCommand.Create(),
            EvaluateUpliftCommand.Create(),
            EvaluateValueCommand.Create(),
        };
}
