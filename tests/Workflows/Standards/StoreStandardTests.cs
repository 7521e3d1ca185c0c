using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.Material;
using ProcessSales.Workflows.Standards;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Standards;

public sealed class StoreStandardTests
{
    private const string Crackers = "2000000000015";
    private const string Crisps = "2000000000039";
    private static readonly DateOnly Day = new(2026, 11, 23);

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task The_narrowest_line_of_an_article_counts(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var store = await business.ReadAsync(db => db.Stores.SingleAsync(row => row.Code == "C01-01"));
        await business.WriteAsync(async db =>
        {
            await db.MustHaves.ExecuteDeleteAsync();
            await db.DisplayTargets.ExecuteDeleteAsync();
            db.MustHaves.AddRange(
                new MustHave { Id = Guid.NewGuid(), ProductCode = Crackers, Class = "A", From = Day },
                new MustHave { Id = Guid.NewGuid(), ProductCode = Crisps, From = Day },
                new MustHave { Id = Guid.NewGuid(), ProductCode = Crisps, StoreId = store.Id, Exempt = true, From = Day });
            db.DisplayTargets.AddRange(
                new DisplayTarget { Id = Guid.NewGuid(), ProductCode = Crackers, Class = "A", Facings = 4, From = Day },
                new DisplayTarget { Id = Guid.NewGuid(), ProductCode = Crackers, CustomerId = store.CustomerId, Facings = 6, From = Day },
                new DisplayTarget { Id = Guid.NewGuid(), ProductCode = Crackers, CustomerId = store.CustomerId, Facings = 8, From = Day.AddDays(1) });
        });
        var standards = business.Get<StoreStandards>();
        var today = (await standards.OfAsync([store.Id], Day))[store.Id];
        Assert.Equal([Crackers], today.MustHaves);
        Assert.Equal(6, today.Facings[Crackers]);
        Assert.Equal(8, (await standards.OfAsync([store.Id], Day.AddDays(1)))[store.Id].Facings[Crackers]);
        Assert.Empty((await standards.OfAsync([store.Id], Day.AddDays(-1)))[store.Id].MustHaves);
    }

    [Fact]
    public async Task The_agreed_price_is_the_lists_from_its_first_day_on_and_the_articles_own_before()
    {
        await using var business = await Business.OpenAsync();
        var customer = await business.ReadAsync(db => db.Customers.Where(row => row.Code == "C02").Select(row => row.Id).SingleAsync());
        await business.WriteAsync(async db =>
        {
            await db.PriceList.ExecuteDeleteAsync();
            db.PriceList.AddRange(
                new PriceListItem { Id = Guid.NewGuid(), CustomerId = customer, ProductCode = Crackers, From = Day, SupplyPrice = 9.5m, RetailPrice = 13.5m },
                new PriceListItem { Id = Guid.NewGuid(), CustomerId = customer, ProductCode = Crackers, From = Day.AddDays(7), SupplyPrice = 9.2m, RetailPrice = 12.9m });
        });
        var prices = business.Get<AgreedPrices>();
        Assert.Equal(new(Crackers, 9.8m, 13.9m, false), (await prices.OnAsync(customer, Day.AddDays(-1)))[Crackers]);
        Assert.Equal(new(Crackers, 9.5m, 13.5m, true), (await prices.OnAsync(customer, Day.AddDays(6)))[Crackers]);
        Assert.Equal(12.9m, (await prices.OnAsync(customer, Day.AddDays(7), [Crackers]))[Crackers].RetailPrice);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Nobody_uses_more_material_than_he_has_even_at_once(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (stock, person, item) = (business.Get<MaterialStock>(), await business.PersonAsync("lin.zhiyuan"), Guid.NewGuid());
        await business.WriteAsync(db =>
        {
            db.MaterialItems.Add(new() { Id = item, Code = "TEST", Name = "摇摇贴", NameEn = "Wobbler" });
            return Task.CompletedTask;
        });
        await stock.MoveAsync(new("in", item, MaterialMove.In, 10, null));
        await Assert.ThrowsAsync<RefusedException>(() => stock.MoveAsync(new("much", item, MaterialMove.Issue, 11, person)));
        await stock.MoveAsync(new("issue", item, MaterialMove.Issue, 6, person));
        await stock.MoveAsync(new("issue", item, MaterialMove.Issue, 6, person));
        var used = await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            try
            {
                await stock.MoveAsync(new($"use/{number}", item, MaterialMove.Use, 2, person));
                return 2;
            }
            catch (RefusedException)
            {
                return 0;
            }
        }));
        Assert.Equal(6, used.Sum());
        Assert.Empty(await stock.HeldByAsync(person));
        Assert.Equal(4, await business.ReadAsync(db => db.MaterialItems.Where(row => row.Id == item).Select(row => row.Stock).SingleAsync()));
    }
}
