using System.Reflection;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Imports;

/// <summary>What a new database is filled with: public holidays and approval rules always, the demo company in demo mode only.</summary>
public sealed class FirstData
{
    /// <summary>Password of all demo people.</summary>
    public const string DemoPassword = "Demo-2026!";

    private static readonly string[] DemoKinds = ["org-units", "people", "customers", "stores", "products", "budgets", "contacts", "contracts", "contract-fees", "price-list", "routes", "must-haves", "display-targets", "material"];

    private readonly ImportDesk desk;
    private readonly ProcessCatalog processes;
    private readonly WorkflowsOptions options;
    private readonly IDbContextFactory<ProcessSalesDb> databases;

    internal FirstData(ImportDesk desk, ProcessCatalog processes, WorkflowsOptions options, IDbContextFactory<ProcessSalesDb> databases)
    {
        this.desk = desk;
        this.processes = processes;
        this.options = options;
        this.databases = databases;
    }

    /// <summary>Loads what is missing. Safe to repeat and to be interrupted: each part is one transaction.</summary>
    public async Task LoadAsync(Action<string> progress, CancellationToken cancellationToken = default)
    {
        await LoadHolidaysAsync(cancellationToken);
        foreach (var process in processes.All)
        {
            var words = Path.Combine(process.Folder, "severity-keywords.csv");
            if (File.Exists(words)) await desk.LoadAsync([("severity-keywords", words)], "first", null, async db => !await db.SeverityKeywords.AnyAsync(cancellationToken), progress, cancellationToken);
            var rules = Path.Combine(process.Folder, "approval-rules.csv");
            if (!File.Exists(rules)) continue;
            await desk.LoadAsync([("approval-rules", rules)], "first", null, async db => !await db.ApprovalRules.AnyAsync(rule => rule.Process == process.Id, cancellationToken), progress, cancellationToken);
        }

        if (processes.Find(SettlementDesk.Process) is { } settlements && Path.Combine(settlements.Folder, "proof-rules.csv") is var proofs && File.Exists(proofs))
            await desk.LoadAsync([("proof-rules", proofs)], "first", null, async db => !await db.ProofRules.AnyAsync(cancellationToken), progress, cancellationToken);
        if (processes.Find(VisitRegister.Process) is { } visits && Path.Combine(visits.Folder, "freshness.csv") is var bands && File.Exists(bands))
            await desk.LoadAsync([("freshness", bands)], "first", null, async db => !await db.FreshnessTerms.AnyAsync(cancellationToken), progress, cancellationToken);
        if (options.DemoDirectory is not { } demo) return;
        var files = DemoKinds.Select(kind => (kind, Path.Combine(demo, kind + ".csv"))).ToList();
        await desk.LoadAsync(files, "demo", DemoPassword, async db => !await db.Users.AnyAsync(cancellationToken), progress, cancellationToken);
    }

    private async Task LoadHolidaysAsync(CancellationToken cancellationToken)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var shipped = new List<Holiday>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith("holidays.", StringComparison.Ordinal)))
        {
            await using var content = assembly.GetManifestResourceStream(resource)!;
            shipped.AddRange(await JsonSerializer.DeserializeAsync<List<Holiday>>(content, JsonSerializerOptions.Web, cancellationToken) ?? []);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if ((await MissingAsync()).Count == 0) return;
        await db.ChangeAsync(async () =>
            db.CalendarDays.AddRange((await MissingAsync()).Select(day => new Calendar.CalendarDay { Date = day.Date, Name = day.Name, IsOffDay = day.IsOffDay })), cancellationToken);

        // A year that somebody has entered stays as it is.
        async Task<List<Holiday>> MissingAsync()
        {
            var years = (await db.CalendarDays.Select(day => day.Date).ToListAsync(cancellationToken)).Select(date => date.Year).ToHashSet();
            return [.. shipped.Where(day => !years.Contains(day.Date.Year))];
        }
    }

    private sealed record Holiday(DateOnly Date, string Name, bool IsOffDay);
}
