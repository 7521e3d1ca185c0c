using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace ProcessSales.Host.Tests.House;

/// <summary>Who may use whom (design.md 2), read from the compiled assemblies.</summary>
public sealed class ArchitectureTests
{
    [Theory]
    [InlineData("ProcessSales.Workflows", "Elsa", "ProcessSales.Activities", "ProcessSales.Host")]
    [InlineData("Elsa", "ProcessSales.Workflows", "ProcessSales.Activities", "ProcessSales.Host")]
    [InlineData("ProcessSales.Activities", "ProcessSales.Host")]
    public void Arrows_point_one_way(string assembly, params string[] forbidden)
    {
        using var module = Open(assembly);
        Assert.Empty(module.AssemblyReferences.Select(reference => reference.Name).Intersect(forbidden));
    }

    [Fact]
    public void No_page_talks_to_a_database()
    {
        using var module = Open("ProcessSales.Host");
        var wrong = module.GetAllTypes()
            .Where(type => FullNamespace(type).StartsWith("ProcessSales.Host.Pages", StringComparison.Ordinal) || FullNamespace(type).StartsWith("ProcessSales.Host.Layout", StringComparison.Ordinal))
            .Where(type => UsedTypes(type).Any(used => used.Contains("EntityFrameworkCore") || used.Contains("ProcessSalesDb")))
            .Select(type => type.FullName);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Only_members_of_the_official_engine_are_used()
    {
        var list = new[] { Folders.Repository, Path.Combine(Folders.Repository, "shared"), Path.Combine(Folders.Repository, "..", "shared") }
            .Select(folder => Path.Combine(folder, "elsa", "api-ids.txt")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(list is null, "The list of the official engine's members (elsa/api-ids.txt) is not on this machine.");
        var known = File.ReadLines(list!).Select(line => line.Trim()).Where(line => line.Length > 2).ToHashSet();
        var missing = new SortedSet<string>();
        foreach (var name in new[] { "ProcessSales.Activities", "ProcessSales.Host" }.Concat(ContractSuite()))
        {
            using var module = Open(name);
            foreach (var member in module.GetMemberReferences().Where(member => member.DeclaringType is not null && IsElsa(member.DeclaringType)))
            {
                if (DocCommentId.GetDocCommentId(Definition(member)) is { } id && !known.Contains(id) && !IsDelegate(member.DeclaringType) && !IsStorageLine(id)) missing.Add(id);
            }

            foreach (var type in module.GetTypeReferences().Where(IsElsa))
            {
                if (!known.Contains("T:" + type.FullName.Replace('/', '.')) && !type.FullName.StartsWith("Elsa.Persistence.EFCore.", StringComparison.Ordinal)) missing.Add("T:" + type.FullName);
            }
        }

        Assert.True(missing.Count == 0, string.Join("\n", missing));
    }

    /// <summary>The suite that shall run against the official engine too, where it has been built.</summary>
    private static IEnumerable<string> ContractSuite()
    {
        var folder = Path.Combine(Folders.Repository, "tests", "ElsaContract", "bin");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "Elsa.Contract.Tests.dll", SearchOption.AllDirectories).OrderByDescending(File.GetLastWriteTimeUtc).Take(1).Select(file => file[..^4])
            : [];
    }

    private static IMemberDefinition Definition(MemberReference member) => member switch
    {
        MethodReference method => method.Resolve(),
        FieldReference field => field.Resolve(),
        _ => member.Resolve(),
    };

    private static bool IsDelegate(TypeReference type) => type.Resolve().BaseType?.FullName == "System.MulticastDelegate";

    // Where the engine is told its database is the one line that differs between the builds (design.md 3).
    private static bool IsStorageLine(string id) => id.StartsWith("M:Elsa.Persistence.EFCore.Extensions.", StringComparison.Ordinal);

    private static bool IsElsa(TypeReference type) => type.Scope.Name.StartsWith("Elsa", StringComparison.Ordinal) && type.GetElementType().Namespace.StartsWith("Elsa", StringComparison.Ordinal);

    private static ModuleDefinition Open(string assembly)
    {
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        return ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), new ReaderParameters { AssemblyResolver = resolver });
    }

    private static string FullNamespace(TypeDefinition type) => type.DeclaringType is { } outer ? FullNamespace(outer) : type.Namespace;

    private static IEnumerable<string> UsedTypes(TypeDefinition type) => type.Fields.Select(field => field.FieldType.FullName)
        .Concat(type.Methods.SelectMany(method => method.Parameters.Select(parameter => parameter.ParameterType.FullName)))
        .Concat(type.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions).Select(step => step.Operand switch
        {
            MethodReference method => method.DeclaringType.FullName,
            FieldReference field => field.FieldType.FullName,
            TypeReference used => used.FullName,
            _ => "",
        }));
}
