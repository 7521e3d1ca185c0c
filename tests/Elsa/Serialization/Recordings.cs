using System.Text.Json;
using System.Text.Json.Nodes;

namespace Elsa.Tests.Serialization;

/// <summary>The recorded exchanges beside the repository; tests that need them are skipped where they are not there.</summary>
internal static class Recordings
{
    private static readonly string? Folder = Find();

    public static JsonNode Load(string number)
    {
        Assert.SkipWhen(Folder is null, "The recordings (shared/elsa/wire) are not on this machine.");
        var file = Directory.EnumerateFiles(Folder!, number + "-*.json").Single();
        return JsonNode.Parse(File.ReadAllText(file), documentOptions: new JsonDocumentOptions { MaxDepth = 200 })!;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "elsa", "wire");
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
