using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Plans;
using ProcessSales.Workflows.Routes;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Bench;

/// <summary>Next week's plans of 200 people and 5,000 stores, kept in the database with a case each.</summary>
internal static class PlanBudget
{
    private const int People = 200;
    private const int Stores = 5_000;

    public static async Task RunAsync(Options options)
    {
        Table.Head($"Weekly plans of {People} people and {Stores:N0} stores");
        await MeasureAsync(null);
        if (options.PostgreSql is { } server) await MeasureAsync(server);
    }

    private static async Task MeasureAsync(string? server)
    {
        await using var database = await BenchDatabase.CreateAsync(server);
        var data = Directory.CreateTempSubdirectory("plans-").FullName;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddProcessSalesWorkflows(new WorkflowsOptions { DataDirectory = data, ConnectionString = database.ConnectionString, WorkflowsDirectory = Workflows(), PublicUrl = new Uri("http://localhost") });
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<DatabaseSetup>().RunAsync();
        await FillAsync(provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>());
        var maker = provider.GetRequiredService<PlanMaker>();
        var week = WeekDays.MondayOf(DateOnly.FromDateTime(DateTime.UtcNow)).AddDays(14);
        var clock = Stopwatch.StartNew();
        var made = await maker.MakeAsync(week);
        var took = clock.Elapsed.TotalSeconds;
        await using var db = await provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        var visits = await db.PlanVisits.CountAsync();
        if (made != People) throw new InvalidOperationException($"{made} plans were made.");
        Table.Value($"{database.Name}: {made} plans with {visits:N0} visits", took, "s", 10);
        clock.Restart();
        await maker.MakeAsync(week);
        Table.Value($"{database.Name}: asked again, nothing to do", clock.Elapsed.TotalSeconds, "s");
        Directory.Delete(data, true);
    }

    private static async Task FillAsync(IDbContextFactory<ProcessSalesDb> databases)
    {
        await using var db = await databases.CreateDbContextAsync();
        var area = new OrgUnit { Id = Guid.NewGuid(), Code = "A", Name = "A", NameEn = "A", Kind = OrgUnitKind.Area };
        db.OrgUnits.Add(area);
        var (days, frequencies) = (new[] { "Mon,Thu", "Tue,Fri", "Wed", "Thu", "Fri" }, new[] { "2/week", "1/week", "2/month" });
        for (var number = 0; number < People; number++)
        {
            var person = new Person { Id = Guid.NewGuid(), UserName = $"p{number}", NormalizedUserName = $"P{number}", Name = $"P{number}", NameEn = $"P{number}", Role = Role.Kam, OrgUnitId = area.Id };
            var customer = new Customer { Id = Guid.NewGuid(), Code = $"C{number}", Name = $"C{number}", OwnerId = person.Id, AreaId = area.Id, Class = "A", Status = CustomerStatus.Active };
            var route = new Route { Id = Guid.NewGuid(), Code = $"R{number}", Name = $"R{number}", OwnerId = person.Id };
            db.AddRange(person, customer, route);
            for (var store = 0; store < Stores / People; store++)
            {
                var row = new Store { Id = Guid.NewGuid(), Code = $"S{number}-{store}", Name = $"S{number}-{store}", CustomerId = customer.Id, OwnerId = person.Id, Class = "A", VisitFrequency = frequencies[store % 3] };
                db.AddRange(row, new RouteStop { Id = Guid.NewGuid(), RouteId = route.Id, StoreId = row.Id, Weekdays = days[store % 5], Order = store + 1 });
            }

            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
        }
    }

    private static string Workflows()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "ProcessSales.sln"))) at = at.Parent;
        return Path.Combine(at!.FullName, "workflows");
    }
}
