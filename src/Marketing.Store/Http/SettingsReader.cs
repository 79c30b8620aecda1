using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Marketing.Store.Http;

/// <summary>
/// Reads a section of the settings into its type, strictly and at once: an unknown key, a value of the wrong type or one out of its
/// range is a <see cref="SettingsException"/> that names the key in full (<c>Limits:BatchRows</c>). The framework's own binder with
/// ValidateOnStart finds the same faults, but names types and properties, which the person who wrote the file has never seen.
/// </summary>
public static class SettingsReader
{
    /// <summary>Reads <paramref name="section"/> now and registers it as <c>IOptions&lt;T&gt;</c>.</summary>
    /// <exception cref="SettingsException">A key is unknown or a value does not fit.</exception>
    public static T AddSettings<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class, new()
    {
        var settings = Read<T>(configuration, section);
        services.AddSingleton(Options.Create(settings));
        return settings;
    }

    /// <summary>Reads <paramref name="section"/>; absent keys keep the defaults of <typeparamref name="T"/>.</summary>
    /// <exception cref="SettingsException">A key is unknown or a value does not fit.</exception>
    public static T Read<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        var values = configuration.GetSection(section);
        RefuseUnknown(values, typeof(T));
        try
        {
            // Unknown keys are refused above, in better words; without the switch the binder also drops elements of lists that it cannot read.
            var settings = values.Get<T>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new T();
            Validate(settings, section);
            return settings;
        }
        catch (InvalidOperationException fault)
        {
            throw new SettingsException(NotConverted(values, fault), fault);
        }
    }

    private static void RefuseUnknown(IConfigurationSection section, Type type)
    {
        if (ElementOf(type) is { } element)
        {
            foreach (var child in section.GetChildren())
            {
                RefuseUnknown(child, element);
            }

            return;
        }

        if (IsScalar(type))
        {
            if (section.GetChildren().FirstOrDefault() is { } below)
            {
                throw new SettingsException($"Unknown setting '{below.Path}': '{section.Path}' is a single value.");
            }

            return;
        }

        var properties = Known(type);
        foreach (var child in section.GetChildren())
        {
            var property = properties.FirstOrDefault(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                var known = string.Join(", ", properties.Select(p => p.Name));
                throw new SettingsException($"Unknown setting '{child.Path}'. Known under '{section.Path}': {known}.");
            }

            RefuseUnknown(child, property.PropertyType);
        }
    }

    private static void Validate(object settings, string path)
    {
        foreach (var property in Known(settings.GetType()))
        {
            var key = $"{path}:{property.Name}";
            var value = property.GetValue(settings);
            var context = new ValidationContext(settings) { MemberName = property.Name, DisplayName = key };
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
            {
                if (rule.GetValidationResult(value, context) is { } fault)
                {
                    throw new SettingsException(Sentence(rule, key, value, fault));
                }
            }

            if (value is IDictionary byName)
            {
                foreach (DictionaryEntry entry in byName)
                {
                    ValidateBelow(entry.Value, $"{key}:{entry.Key}");
                }
            }
            else if (value is IEnumerable list and not string)
            {
                var index = 0;
                foreach (var element in list)
                {
                    ValidateBelow(element, $"{key}:{index++.ToString(CultureInfo.InvariantCulture)}");
                }
            }
            else
            {
                ValidateBelow(value, key);
            }
        }

        if (settings is IValidatableObject whole)
        {
            foreach (var fault in whole.Validate(new ValidationContext(settings) { DisplayName = path }))
            {
                var member = fault.MemberNames.FirstOrDefault();
                throw new SettingsException($"Setting '{(member is null ? path : $"{path}:{member}")}' is wrong: {fault.ErrorMessage}");
            }
        }
    }

    private static void ValidateBelow(object? value, string path)
    {
        if (value is not null && !IsScalar(value.GetType()) && ElementOf(value.GetType()) is null)
        {
            Validate(value, path);
        }
    }

    // No value in the sentence unless it is a number: what stands in a wrong place may be a secret.
    private static string Sentence(ValidationAttribute rule, string key, object? value, ValidationResult fault) =>
        rule switch
        {
            RangeAttribute range => string.Create(
                CultureInfo.InvariantCulture,
                $"Setting '{key}' is {value}, but must be between {range.Minimum} and {range.Maximum}."
            ),
            RequiredAttribute => $"Setting '{key}' is missing.",
            _ => $"Setting '{key}' is wrong: {fault.ErrorMessage}",
        };

    private static string NotConverted(IConfigurationSection values, InvalidOperationException fault)
    {
        // The binder names the key in quotes, in an inner exception when it is in a list.
        var said = fault.ToString();
        var key = values
            .AsEnumerable()
            .Select(pair => pair.Key)
            .Where(name => said.Contains($"'{name}'", StringComparison.Ordinal))
            .MaxBy(name => name.Length);
        return key is null
            ? $"A setting under '{values.Path}' has a value of the wrong type."
            : $"Setting '{key}' has a value of the wrong type.";
    }

    private static PropertyInfo[] Known(Type type) =>
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.SetMethod is { IsPublic: true } || ElementOf(p.PropertyType) is not null),
        ];

    private static bool IsScalar(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsPrimitive
            || plain.IsEnum
            || plain == typeof(string)
            || plain == typeof(decimal)
            || plain == typeof(TimeSpan)
            || plain == typeof(DateTimeOffset)
            || plain == typeof(DateOnly)
            || plain == typeof(TimeOnly)
            || plain == typeof(Uri)
            || plain == typeof(Guid)
            || plain == typeof(object);
    }

    private static Type? ElementOf(Type type)
    {
        if (type == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(type))
        {
            return null;
        }

        return type.IsArray ? type.GetElementType() : type.GenericTypeArguments.LastOrDefault() ?? typeof(object);
    }
}
