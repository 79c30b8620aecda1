using System.Reflection;
using System.Reflection.Emit;

namespace Marketing.Profiles.Tests.Prices;

/// <summary>Reads what compiled methods call, name and say.</summary>
internal static class Instructions
{
    private static readonly Dictionary<ushort, OpCode> Codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => unchecked((ushort)code.Value));

    private const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Members that a type's methods use, and the texts in them; those of nested types (state machines, closures) count to the outer one.</summary>
    public static (HashSet<MemberInfo> Members, List<string> Texts) Of(Type type)
    {
        var (members, texts) = (new HashSet<MemberInfo>(), new List<string>());
        foreach (var nested in type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Prepend(type))
        {
            if (nested != type)
            {
                var (inner, said) = Of(nested);
                members.UnionWith(inner);
                texts.AddRange(said);
                continue;
            }

            foreach (var method in nested.GetMethods(Own).Cast<MethodBase>().Concat(nested.GetConstructors(Own)))
            {
                Read(method, members, texts);
            }
        }

        return (members, texts);
    }

    /// <summary>The type in no other type.</summary>
    public static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static void Read(MethodBase method, HashSet<MemberInfo> members, List<string> texts)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } bytes)
        {
            return;
        }

        var ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < bytes.Length; )
        {
            var value = bytes[at] == 0xFE ? (ushort)((bytes[at] << 8) | bytes[at + 1]) : bytes[at];
            at += bytes[at] == 0xFE ? 2 : 1;
            switch (Codes[value].OperandType)
            {
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                    members.Add(method.Module.ResolveMember(BitConverter.ToInt32(bytes, at), ofType, ofMethod)!);
                    at += 4;
                    break;
                case OperandType.InlineString:
                    texts.Add(method.Module.ResolveString(BitConverter.ToInt32(bytes, at)));
                    at += 4;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + (4 * BitConverter.ToInt32(bytes, at));
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    at += 1;
                    break;
                case OperandType.InlineVar:
                    at += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += 8;
                    break;
                default:
                    at += 4;
                    break;
            }
        }
    }
}
