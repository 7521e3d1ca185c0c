using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Browser.Tests.Running;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Browser.Tests.Visits;

/// <summary>The demo company with a routine store of 20 articles that 林知远 visited a week ago and is to visit today, laid into a data directory before the host starts.</summary>
internal static class RoutineCompany
{
    public const string Kam = "lin.zhiyuan";

    public const string Routine = "C01-02";

    /// <summary>Makes the directory. The host that is started on it finds everything.</summary>
    public static async Task<string> MakeAsync(params string[] alsoToday)
    {
        var folder = Directory.CreateTempSubdirectory("processsales-visits-").FullName;
        var root = HostProcess.RepositoryRoot();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddProcessSalesWorkflows(new()
        {
            DataDirectory = folder, ConnectionString = $"Data Source={Path.Combine(folder, "processsales.db")}", WorkflowsDirectory = Path.Combine(root, "workflows"), DemoDirectory = Path.Combine(root, "demo"),
            PublicUrl = new("http://localhost:5080"),
        });
        await using var business = services.BuildServiceProvider();
        await business.GetRequiredService<DatabaseSetup>().RunAsync();
        await business.GetRequiredService<FirstData>().LoadAsync(_ => { });
        await FillAsync(business, alsoToday);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return folder;
    }

    private static async Task FillAsync(ServiceProvider business, string[] alsoToday)
    {
        var databases = business.GetRequiredService<IDbContextFactory<ProcessSalesDb>>();
        var register = business.GetRequiredService<VisitRegister>();
        await using var db = await databases.CreateDbContextAsync();
        var known = await db.Products.AsNoTracking().OrderBy(row => row.Code).ToListAsync();
        for (var i = known.Count; i < 20; i++)
        {
            var like = known[i % known.Count];
            db.Products.Add(new()
            {
                Id = Guid.NewGuid(), Code = Ean(20 + i), Name = $"{like.Name} 装{i}", NameEn = $"{like.NameEn} pack {i}", CasePack = like.CasePack, ShelfLife = 12, ShelfLifeUnit = ShelfLifeUnit.Months,
                SupplyPrice = like.SupplyPrice, RetailPrice = like.RetailPrice, FloorPrice = like.FloorPrice, Active = true,
            });
        }

        await db.SaveChangesAsync();
        var person = await db.Users.Where(row => row.UserName == Kam).Select(row => row.Id).SingleAsync();
        var stores = await db.Stores.ToDictionaryAsync(row => row.Code, row => row.Id);
        var today = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(8));
        var before = await register.PlanAsync(stores[Routine], person, today.AddDays(-7), 1, Guid.NewGuid());
        await HandInAsync(business, register, db, before, person, stores[Routine], today.AddDays(-7));
        await register.PlanAsync(stores[Routine], person, today, 1, Guid.NewGuid());
        foreach (var (code, at) in alsoToday.Select((code, at) => (code, at))) await register.PlanAsync(stores[code], person, today, at + 2, Guid.NewGuid());
        await business.GetRequiredService<OpenIssues>().RaiseAsync(new("seed/1", IssueSource.Visit, null, stores[Routine], null, IssueKind.Display, "端架陈列缺跳跳卡", person, person));
    }

    private static async Task HandInAsync(ServiceProvider business, VisitRegister register, ProcessSalesDb db, Guid id, Guid person, Guid store, DateOnly day)
    {
        var visit = await db.Visits.AsNoTracking().SingleAsync(row => row.Id == id);
        var expected = (await business.GetRequiredService<DayStandards>().OfAsync([store], day))[store];
        var at = new DateTimeOffset(day.ToDateTime(new(2, 0)), TimeSpan.Zero);
        var products = await db.Products.AsNoTracking().ToDictionaryAsync(row => row.Code);
        var content = new VisitContent
        {
            Goals = ["补货"], Tools = ["价签"], Persons = ["课长"], CheckIn = new(at, 30.221, 120.123, 12, false, null), CheckOut = new(at.AddMinutes(25)), CheckCount = 1,
            Checks = [new("price.tag", CheckResult.Yes, null, null, null, null, null, null)],
            Lines = [.. expected.Select(line => new LineEntry(line.Code, ShelfStatus.OnShelf, line.Facings ?? 2, line.Price, null, 24, 12, null, null, null))],
            Batches = [.. expected.Select(line => new BatchEntry(line.Code, products[line.Code] is { ShelfLifeUnit: ShelfLifeUnit.Days, ShelfLife: < 30 } ? day.AddDays(-1) : day.AddDays(-20), 24, false, 0, 0, 0, 0, 0, 0, null))],
            Topics = ["订单"], Done = ["V-05", "V-07", "V-08", "V-10", "V-14", "V-16"], Photos = [new(Guid.NewGuid(), "shopfront"), new(Guid.NewGuid(), "shelfBefore"), new(Guid.NewGuid(), "shelfAfter")], Summary = "端架下次补价签",
        };
        VisitStep[] steps = [new(Guid.NewGuid(), VisitState.InStore, at), new(Guid.NewGuid(), VisitState.LeftStore, at.AddMinutes(25)), new(Guid.NewGuid(), VisitState.Submitted, at.AddMinutes(26))];
        await register.PutAsync(person, visit.ClientId, new(Guid.NewGuid(), visit.Version, store, null, at.AddMinutes(26), 1, steps, content.ToJson()), "phone");
    }

    // In the range for use within a house; the last digit checks the others.
    private static string Ean(int number)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"20{number:0000000000}");
        var sum = text.Select((digit, at) => (digit - '0') * (at % 2 == 0 ? 1 : 3)).Sum();
        return $"{text}{(10 - (sum % 10)) % 10}";
    }
}
