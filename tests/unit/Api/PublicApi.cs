using System.Reflection;
using System.Text;

namespace Feedlog.Tests.Unit.Api;

/// <summary>Lists every public member of an assembly, one a line, in a stable order.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static |
        BindingFlags.DeclaredOnly;

    public static string Describe(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type)).Append('\n');
            IEnumerable<string> members = type.IsEnum
                ? Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}")
                : type.GetMembers(Declared).Select(Describe).OfType<string>().Order(StringComparer.Ordinal);
            foreach (string member in members) text.Append("    ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static string? Describe(MemberInfo member) => member switch
    {
        MethodInfo method when IsVisible(method) && !method.IsSpecialName && !IsGenerated(method) =>
            $"{Static(method)}{Name(method.ReturnType)} {method.Name}({Parameters(method)})",
        ConstructorInfo constructor when IsVisible(constructor) && !constructor.IsStatic =>
            $"new({Parameters(constructor)})",
        PropertyInfo property when property.GetMethod is MethodInfo getter && IsVisible(getter) =>
            $"{Static(getter)}{Name(property.PropertyType)} {property.Name} {{ get;{Setter(property)} }}",
        FieldInfo field when field.IsPublic => $"field {Name(field.FieldType)} {field.Name}",
        _ => null,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // What the compiler writes for every record says nothing about the design.
    private static bool IsGenerated(MethodInfo method) =>
        method.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute)) ||
        method.Name is "PrintMembers" or "<Clone>$" or "Deconstruct";

    private static string Setter(PropertyInfo property)
    {
        if (property.SetMethod is not MethodInfo setter || !IsVisible(setter)) return "";
        bool isInit = setter.ReturnParameter.GetRequiredCustomModifiers()
            .Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));
        return isInit ? " init;" : " set;";
    }

    private static string Static(MethodBase method) => method.IsStatic ? "static " : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{Mode(parameter)}{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? " = ..." : "")}"));

    private static string Mode(ParameterInfo parameter)
    {
        if (!parameter.ParameterType.IsByRef) return "";
        return parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
    }

    private static string Kind(Type type)
    {
        if (type.IsEnum) return "enum";
        if (type.IsInterface) return "interface";
        if (type.IsByRefLike) return "ref struct";
        if (type.IsValueType) return "struct";
        return type.IsAbstract && type.IsSealed ? "static class" : type.IsSealed ? "sealed class" : "class";
    }

    private static string Name(Type type)
    {
        if (type.IsByRef) return Name(type.GetElementType()!); // A by-ref type has an element type.
        if (type.IsArray) return Name(type.GetElementType()!) + "[]"; // So has an array.
        if (Nullable.GetUnderlyingType(type) is Type underlying) return Name(underlying) + "?";
        if (!type.IsGenericType) return type.Name;
        string arguments = string.Join(", ", type.GetGenericArguments().Select(Name));
        return $"{type.Name.Split('`')[0]}<{arguments}>";
    }
}
