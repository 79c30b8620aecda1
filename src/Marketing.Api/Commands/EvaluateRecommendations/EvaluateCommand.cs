using System.CommandLine;
using Marketing.Api.Commands.EvaluateCustomers;

namespace Marketing.Api.Commands.EvaluateRecommendations;

/// <summary><c>marketing evaluate WHAT …</c>: offline evaluation on files, without database or server.</summary>
internal static class EvaluateCommand
{
    public static Command Create() =>
        new("evaluate", "Judges algorithms on files: no database, no server.")
        {
            EvaluateRecommendationsCommand.Create(),
            EvaluateProfilesCommand.Create(),
            EvaluateUpliftCommand.Create(),
            EvaluateValueCommand.Create(),
        };
}
