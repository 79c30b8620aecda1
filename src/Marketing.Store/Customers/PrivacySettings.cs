using System.ComponentModel.DataAnnotations;

namespace Marketing.Store;

/// <summary>Section <c>Privacy</c>.</summary>
public sealed class PrivacySettings
{
    /// <summary>Personal unless the customer refused.</summary>
    public const string OptOut = "opt-out";

    /// <summary>Personal only if the customer agreed.</summary>
    public const string OptIn = "opt-in";

    /// <summary><c>opt-out</c> or <c>opt-in</c>.</summary>
    [AllowedValues(OptOut, OptIn, ErrorMessage = "it must be opt-out or opt-in.")]
    public string Personalization { get; init; } = OptOut;

    /// <summary>How long backups of the database are kept, in days: receipts of erasures name the day until which they may hold the person.</summary>
    [Range(0, 3650)]
    public int BackupDays { get; init; } = 30;
}
