using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ProcessSales.Host.Tests.House;

/// <summary>The switch to the official packages (design.md 3), as far as it can be seen without them: what the projects are made of.</summary>
public sealed class UpstreamTests
{
    private static readonly string[] Engine =
    [
        "Elsa", "Elsa.Workflows.Api", "Elsa.Scheduling", "Elsa.Scheduling.Hangfire", "Elsa.Expressions.JavaScript", "Elsa.Expressions.Liquid", "Elsa.Persistence.EFCore.Sqlite",
        "Elsa.Persistence.EFCore.PostgreSql",
    ];

    [Fact]
    public async Task By_default_nothing_but_the_engine_of_this_repository_is_used()
    {
        foreach (var project in new[] { "Activities/ProcessSales.Activities", "Host/ProcessSales.Host", "Workflows/ProcessSales.Workflows" })
        {
            var items = await ItemsAsync(project, false);
            Assert.DoesNotContain(items.Packages, package => package.StartsWith("Elsa", StringComparison.Ordinal) || package is "Scriban" or "Hangfire.MemoryStorage");
            Assert.Equal(!project.StartsWith("Workflows", StringComparison.Ordinal), items.Projects.Contains("Elsa"));
            Assert.DoesNotContain(items.Files, file => file.EndsWith(".Scriban", StringComparison.Ordinal) || file.EndsWith(".MemoryStorage", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Upstream_takes_the_official_packages_in_its_place()
    {
        var activities = await ItemsAsync("Activities/ProcessSales.Activities", true);
        Assert.Equal(Engine.Order(), activities.Packages.Order());
        Assert.Equal(["ProcessSales.Workflows"], activities.Projects);

        var host = await ItemsAsync("Host/ProcessSales.Host", true);
        Assert.Empty(Engine.Except(host.Packages));
        Assert.Contains("Hangfire.MemoryStorage", host.Packages);
        Assert.DoesNotContain("Hangfire.InMemory", host.Packages);
        Assert.DoesNotContain("Elsa", host.Projects);
        Assert.Equal(["JobMemory.MemoryStorage"], host.Files.Where(file => file.StartsWith("JobMemory.", StringComparison.Ordinal)));

        var workflows = await ItemsAsync("Workflows/ProcessSales.Workflows", true);
        Assert.Contains("Scriban", workflows.Packages);
        Assert.DoesNotContain("Fluid.Core", workflows.Packages);
        Assert.Equal(["TemplateRenderer.Scriban"], workflows.Files.Where(file => file.StartsWith("TemplateRenderer.", StringComparison.Ordinal)));
        Assert.All(workflows.Versions.Concat(host.Versions).Where(version => version.Name.StartsWith("Elsa", StringComparison.Ordinal)), version => Assert.Equal("[3.8.0,3.9.0)", version.Version));
        Assert.Equal(Engine.Length, host.Versions.Count(version => version.Name.StartsWith("Elsa", StringComparison.Ordinal)));
    }

    private sealed record Items(List<string> Packages, List<string> Projects, List<string> Files, List<(string Name, string Version)> Versions);

    private static async Task<Items> ItemsAsync(string project, bool upstream)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Folders.Repository,
            RedirectStandardOutput = true,
            ArgumentList = { "msbuild", Path.Combine("src", project + ".csproj"), "-getItem:PackageReference,ProjectReference,Compile,PackageVersion", "-p:Upstream=" + (upstream ? "true" : "false") },
        };
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        var items = JsonNode.Parse(text)!["Items"]!;
        return new Items(Names("PackageReference", "Identity"), Names("ProjectReference", "Filename"), Names("Compile", "Filename"),
            [.. items["PackageVersion"]!.AsArray().Select(item => ((string)item!["Identity"]!, (string)item["Version"]!))]);

        List<string> Names(string kind, string part) => [.. items[kind]!.AsArray().Select(item => (string)item![part]!)];
    }
}
