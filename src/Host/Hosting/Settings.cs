using Microsoft.Data.Sqlite;
using ProcessSales.Workflows;

namespace ProcessSales.Host.Hosting;

/// <summary>Reads the settings that README.md lists.</summary>
internal static class Settings
{
    private const string DefaultUrl = "http://localhost:5080";

    internal static WorkflowsOptions ReadOptions(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        var root = builder.Environment.ContentRootPath;
        var data = settings["Data:Directory"] is { Length: > 0 } chosen ? Path.GetFullPath(chosen, root) : Path.Combine(Home(root), "data");
        var demo = settings.GetValue("Demo:Enabled", builder.Environment.IsDevelopment());
        if (demo && !builder.Environment.IsDevelopment() && settings["Demo:Confirm"] != "public-passwords")
            throw new InvalidOperationException("Demo people have a published password. Outside Development, demo mode also needs Demo:Confirm=public-passwords.");
        Directory.CreateDirectory(data);
        var usual = new WorkflowsOptions { DataDirectory = data, ConnectionString = "", WorkflowsDirectory = "", PublicUrl = new(DefaultUrl) };
        if (string.IsNullOrEmpty(settings["urls"])) builder.WebHost.UseUrls(DefaultUrl);
        return new()
        {
            DataDirectory = data,
            ConnectionString = settings.GetConnectionString("Default") is { Length: > 0 } connection
                ? connection
                : new SqliteConnectionStringBuilder { DataSource = Path.Combine(data, "processsales.db") }.ToString(),
            WorkflowsDirectory = Beside(root, settings["Workflows:Directory"], "workflows"),
            DemoDirectory = demo ? Beside(root, settings["Demo:Directory"], "demo") : null,
            PublicUrl = new Uri(settings["PublicUrl"] ?? FirstUrl(settings)),
            UndoWindow = TimeSpan.FromSeconds(Math.Clamp(settings.GetValue("Inbox:UndoSeconds", 10), 0, 300)),
            Smtp = settings["Smtp:Host"] is { Length: > 0 } host
                ? new(host, settings.GetValue("Smtp:Port", 587), settings["Smtp:User"], settings["Smtp:Password"], settings["Smtp:From"] ?? "processsales@localhost")
                : null,
            QuietHours = (settings.GetValue("Notifications:QuietFrom", usual.QuietHours.From), settings.GetValue("Notifications:QuietUntil", usual.QuietHours.Until)),
            DigestTimes = settings.GetSection("Notifications:Digests").Get<TimeOnly[]>() is { Length: > 0 } times ? times : usual.DigestTimes,
            RobotHosts = settings.GetSection("Notifications:RobotHosts").Get<string[]>() is { Length: > 0 } hosts ? hosts : usual.RobotHosts,
            AcceptLostLog = settings.GetValue("Data:AcceptLostLog", false),
            KeepFinished = settings.GetValue<int?>("Retention:Days") is { } days
                ? days > 0 ? TimeSpan.FromDays(days) : throw new InvalidOperationException("Retention:Days must be at least 1; leave it out to keep finished instances for good.")
                : null,
            RemoveTasksOfFinished = settings.GetValue("Retention:Tasks", false),
            RobotPatience = settings.GetValue("Notifications:RobotPatience", usual.RobotPatience),
        };
    }

    private static string Beside(string root, string? chosen, string name) =>
        chosen is { Length: > 0 } ? Path.GetFullPath(chosen, root) : Path.Combine(Home(root), name);

    // A published app has its folders beside it; from the sources they lie in the repository's root.
    private static string Home(string root)
    {
        var repository = Path.GetFullPath(Path.Combine("..", ".."), root);
        return File.Exists(Path.Combine(repository, "ProcessSales.sln")) ? repository : root;
    }

    private static string FirstUrl(ConfigurationManager settings) =>
        (settings["urls"] is { Length: > 0 } chosen ? chosen : DefaultUrl).Split(';')[0].Replace("*", "localhost").Replace("+", "localhost").Replace("0.0.0.0", "localhost");
}
