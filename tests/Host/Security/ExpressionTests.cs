using System.Text.Json.Nodes;
using ProcessSales.Host.Tests.Running;

namespace ProcessSales.Host.Tests.Security;

/// <summary>What a definition may be written in.</summary>
public sealed class ExpressionTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly string[] Forbidden = ["CSharp", "C#", "Python", "Roslyn"];

    [Fact]
    public async Task S_05_neither_CSharp_nor_Python_is_installed_as_expression_activity_or_assembly()
    {
        var manager = await host.SignedInAsync("gu.xingzhou");
        foreach (var path in new[] { "/elsa/api/descriptors/expression-descriptors", "/elsa/api/descriptors/activities" })
        {
            var types = JsonNode.Parse(await manager.GetStringAsync(path))!["items"]!.AsArray().Select(item => (item!["type"] ?? item["typeName"])!.ToString()).ToList();
            Assert.NotEmpty(types);
            Assert.DoesNotContain(types, type => Forbidden.Any(word => type.Contains(word, StringComparison.OrdinalIgnoreCase)));
        }

        Assert.DoesNotContain(Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Select(Path.GetFileName), file => file!.Contains("CodeAnalysis.CSharp.Scripting") || file.Contains("Python"));
    }
}
