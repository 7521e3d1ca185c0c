namespace ProcessSales.Workflows.Tests.Running;

/// <summary>The product's workflows folder, copied so that a test may change its files.</summary>
internal sealed class WorkflowsCopy : IDisposable
{
    public WorkflowsCopy()
    {
        var from = Path.Combine(Business.Root(), "workflows");
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(Folder, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("workflows-").FullName;

    public string Form => Path.Combine(Folder, Application.Process, "forms", Application.FormKey + ".json");

    public string Templates => Path.Combine(Folder, Application.Process, "notifications");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
