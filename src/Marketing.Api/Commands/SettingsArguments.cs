namespace Marketing.Api.Commands;

/// <summary>Lets settings stand on the command line as they do elsewhere on .NET: <c>--Section:Key Value</c>.</summary>
internal static class SettingsArguments
{
    /// <summary>
    /// Rewrites <c>--A:B v</c> and <c>--A:B=v</c> to <c>--set A:B=v</c>, and an option that is a setting's name, however its letters stand (<c>--Urls</c>), to the
    /// option's spelling, as settings are told apart without regard to case; everything after a bare <c>--</c> stays as it is.
    /// </summary>
    public static string[] Expand(IReadOnlyList<string> args)
    {
        List<string> expanded = [];
        for (var i = 0; i < args.Count; i++)
        {
            var argument = args[i];
            if (argument == "--")
            {
                expanded.AddRange(args.Skip(i));
                break;
            }

            if (!IsSetting(argument))
            {
                expanded.Add(Spelled(argument));
                continue;
            }

            var setting = argument[2..];
            if (!setting.Contains('=', StringComparison.Ordinal) && i + 1 < args.Count)
            {
                setting += "=" + args[++i];
            }

            expanded.AddRange(["--set", setting]);
        }

        return [.. expanded];
    }

    private static string Spelled(string argument)
    {
        var name = argument.IndexOf('=', StringComparison.Ordinal) is >= 0 and var end ? argument[..end] : argument;
        return name.Equals(ServeCommand.Urls.Name, StringComparison.OrdinalIgnoreCase)
            ? ServeCommand.Urls.Name + argument[name.Length..]
            : argument;
    }

    // "--Auth:Keys:0:Key", "--Limits:RequestsPerSecond=5"; not "--label=a:b".
    private static bool IsSetting(string argument)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal))
        {
            return false;
        }

        var name = argument.AsSpan(2);
        name = name.IndexOf('=') is >= 0 and var end ? name[..end] : name;
        return name.Contains(':');
    }
}
