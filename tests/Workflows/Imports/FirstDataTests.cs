using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Imports;

public sealed class FirstDataTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task The_demo_company_is_complete_and_a_second_load_changes_nothing(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var before = await CountAsync(business);
        Assert.Equal((23, 7, 5, 20, 13, 24, 3), before);
        await business.Get<FirstData>().LoadAsync(_ => { });
        Assert.Equal(before, await CountAsync(business));
    }

    [Fact]
    public async Task The_demo_company_has_contracts_routes_lists_targets_and_material_for_every_store()
    {
        await using var business = await Business.OpenAsync();
        Assert.Equal((5, 55, 20, 6), await business.ReadAsync(async db => (await db.Contracts.CountAsync(), await db.PriceList.CountAsync(), await db.RouteStops.CountAsync(), await db.MaterialItems.CountAsync(item => item.Stock > 0))));
        var stores = await business.ReadAsync(db => db.Stores.Select(store => store.Id).ToListAsync());
        var standards = await business.Get<ProcessSales.Workflows.Standards.StoreStandards>().OfAsync(stores, new(2026, 11, 23));
        Assert.All(standards.Values, standard => Assert.True(standard.MustHaves.Count >= 6 && standard.MustHaves.All(standard.Facings.ContainsKey)));
        Assert.All(await business.ReadAsync(db => db.Customers.Select(customer => customer.TaxNumber).ToListAsync()), number => Assert.True(ProcessSales.Workflows.Customers.TaxNumber.IsValid(number), number));
    }

    [Fact]
    public async Task The_budgets_of_the_month_add_up_and_one_area_has_used_94_percent()
    {
        await using var business = await Business.OpenAsync();
        var lines = await business.ReadAsync(db => db.BudgetLines.AsNoTracking().Where(line => line.Month == new DateOnly(2026, 11, 1)).Join(db.OrgUnits, line => line.AreaId, unit => unit.Id, (line, unit) => new { line, unit.Code }).ToListAsync());
        decimal Granted(string area) => lines.Where(row => row.Code == area).Sum(row => row.line.Granted);
        Assert.Equal((60_000m, 35_000m, 40_000m, 20_000m), (Granted("A-LINHU"), Granted("A-YUNJIN"), Granted("A-LINGAN"), Granted("A-CANGPU")));
        Assert.Equal(0.94m, lines.Where(row => row.Code == "A-CANGPU").Sum(row => row.line.Consumed) / 20_000m);
    }

    [Fact]
    public async Task Everybody_stands_below_the_right_superior_and_signs_in_with_the_demo_password()
    {
        await using var business = await Business.OpenAsync();
        var people = await business.ReadAsync(db => db.Users.AsNoTracking().ToListAsync());
        foreach (var person in people.Where(person => person.Role is not (Role.Dir or Role.Adm)))
        {
            var above = person;
            for (var steps = 0; above.SuperiorId is { } id; steps++)
            {
                Assert.InRange(steps, 0, 4);
                above = people.Single(other => other.Id == id);
            }

            Assert.Equal(Role.Dir, above.Role);
        }

        var hasher = business.Get<IPasswordHasher<Person>>();
        Assert.All(people, person => Assert.NotEqual(PasswordVerificationResult.Failed, hasher.VerifyHashedPassword(person, person.PasswordHash!, FirstData.DemoPassword)));
        Assert.All(people, person => Assert.True(person.Name.Length > 0 && person.NameEn.Length > 0));
    }

    [Fact]
    public async Task Every_product_has_a_valid_bar_code_and_a_floor_below_its_supply_price()
    {
        await using var business = await Business.OpenAsync();
        Assert.All(await business.ReadAsync(db => db.Products.AsNoTracking().ToListAsync()), product => Assert.True(
            MasterData.IsEan13(product.Code) && product.FloorPrice > 0 && product.FloorPrice < product.SupplyPrice && product.SupplyPrice < product.RetailPrice, product.Code));
    }

    [Fact]
    public async Task Without_demo_mode_there_are_holidays_and_approval_rules_but_no_people()
    {
        await using var business = await Business.OpenAsync();
        await business.WriteAsync(DismissAsync);
        await business.WriteAsync(async db =>
        {
            await db.ApprovalRules.ExecuteDeleteAsync();
            await db.CalendarDays.ExecuteDeleteAsync();
        });
        var production = new FirstData(business.Get<ImportDesk>(), business.Get<ProcessCatalog>(), business.Get<WorkflowsOptions>() with { DemoDirectory = null },
            business.Get<IDbContextFactory<ProcessSalesDb>>());
        await production.LoadAsync(_ => { });
        Assert.Equal((0, 3), await business.ReadAsync(async db => (await db.Users.CountAsync(), await db.ApprovalRules.CountAsync(rule => rule.Process == "promotion-approval"))));
        var years = await business.ReadAsync(async db => (await db.CalendarDays.Select(day => day.Date).ToListAsync()).Select(day => day.Year).Distinct().Order().ToList());
        Assert.Equal([2025, 2026], years);
    }

    [Fact]
    public async Task A_load_that_is_cut_off_leaves_nothing_of_the_demo_company()
    {
        await using var business = await Business.OpenAsync();
        await business.WriteAsync(DismissAsync);
        await Assert.ThrowsAsync<OperationCanceledException>(() => business.Get<FirstData>().LoadAsync(done =>
        {
            if (done.StartsWith("stores", StringComparison.Ordinal)) throw new OperationCanceledException();
        }));
        Assert.Equal((0, 0), await business.ReadAsync(async db => (await db.Users.CountAsync(), await db.Customers.CountAsync())));
        await business.Get<FirstData>().LoadAsync(_ => { });
        Assert.Equal(23, await business.ReadAsync(db => db.Users.CountAsync()));
    }

    private static async Task DismissAsync(ProcessSalesDb db)
    {
        await db.RouteStops.ExecuteDeleteAsync();
        await db.Routes.ExecuteDeleteAsync();
        await db.ContractFees.ExecuteDeleteAsync();
        await db.Contracts.ExecuteDeleteAsync();
        await db.PriceList.ExecuteDeleteAsync();
        await db.MustHaves.ExecuteDeleteAsync();
        await db.DisplayTargets.ExecuteDeleteAsync();
        await db.MaterialEntries.ExecuteDeleteAsync();
        await db.MaterialItems.ExecuteDeleteAsync();
        await db.Contacts.ExecuteDeleteAsync();
        await db.StorePromoters.ExecuteDeleteAsync();
        await db.BudgetEntries.ExecuteDeleteAsync();
        await db.BudgetLines.ExecuteDeleteAsync();
        await db.Stores.ExecuteDeleteAsync();
        await db.Customers.ExecuteDeleteAsync();
        await db.Products.ExecuteDeleteAsync();
        await db.Assistances.ExecuteDeleteAsync();
        await db.Users.ExecuteUpdateAsync(set => set.SetProperty(row => row.SuperiorId, (Guid?)null));
        await db.Users.ExecuteDeleteAsync();
    }

    private static Task<(int, int, int, int, int, int, int)> CountAsync(Business business) => business.ReadAsync(async db => (
        await db.Users.CountAsync(), await db.OrgUnits.CountAsync(), await db.Customers.CountAsync(), await db.Stores.CountAsync(), await db.Products.CountAsync(), await db.BudgetLines.CountAsync(), await db.ApprovalRules.CountAsync(rule => rule.Process == "promotion-approval")));
}
