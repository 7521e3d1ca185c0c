using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Storage;

/// <summary>Rows that are written without being tracked.</summary>
public sealed class BulkTableTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task What_is_written_in_bulk_is_what_the_change_tracker_would_have_written(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var payer = await business.ReadAsync(db => db.Customers.Where(row => row.Code == "C01").Select(row => row.Id).SingleAsync());
        var row = Slip(payer, "YS-1", null);
        var plain = Slip(payer, "YS-2", 12.5m);
        await ChangeAsync(business, async db =>
        {
            db.GoodsMovements.Add(plain);
            Assert.Null(await new BulkTable<GoodsMovement>(db).InsertAsync([new(2, row), new(3, Slip(payer, "YS-3", 7m))], _ => { }, default));
        });
        var stored = await business.ReadAsync(db => db.GoodsMovements.AsNoTracking().OrderBy(one => one.SlipNumber).ToListAsync());
        Assert.Equal([row.Id, plain.Id], stored.Take(2).Select(one => one.Id));
        Assert.Equivalent(row, stored[0]);
        Assert.Equal(1, await business.ReadAsync(db => db.GoodsMovements.CountAsync(one => one.Id == row.Id && one.Day == new DateOnly(2026, 10, 5) && one.Amount == 1_234.56m && one.TaxRate == 0.13m && one.Quantity == null)));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_row_that_is_there_already_or_may_not_change_any_more_is_named_and_nothing_is_written(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var payer = await business.ReadAsync(db => db.Customers.Where(row => row.Code == "C01").Select(row => row.Id).SingleAsync());
        var (known, stated) = (Slip(payer, "YS-1", 1m), Slip(payer, "YS-2", 1m));
        await business.WriteAsync(db =>
        {
            db.GoodsMovements.AddRange(known, stated);
            return Task.CompletedTask;
        });
        Assert.Equal(("import.changedMeanwhile", 9), await RefusedAsync(async table => await table.InsertAsync([new(8, Slip(payer, "YS-3", 1m)), new(9, Slip(payer, "YS-1", 2m))], _ => { }, default)));
        // Somebody has put it on a statement since it was read.
        await business.WriteAsync(async db => (await db.GoodsMovements.SingleAsync(row => row.Id == stated.Id)).StatementId = Guid.NewGuid());
        known.Amount = 5m;
        Assert.Equal(("import.changedMeanwhile", 4), await RefusedAsync(async table => await table.UpdateAsync([new(3, known), new(4, stated)], nameof(GoodsMovement.StatementId), _ => { }, default)));
        Assert.Equal([1_234.56m, 1_234.56m], await business.ReadAsync(db => db.GoodsMovements.Select(row => row.Amount).ToListAsync()));

        async Task<(string, int)> RefusedAsync(Func<BulkTable<GoodsMovement>, Task<int?>> write)
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => ChangeAsync(business, async db =>
            {
                if (await write(new(db)) is { } number) throw new RefusedException(RefusalKind.Conflict, "import.changedMeanwhile", number);
            }));
            return (refused.Refusals[0].Key, (int)refused.Refusals[0].Arguments[0]!);
        }
    }

    private static Task ChangeAsync(Business business, Func<ProcessSalesDb, Task> change) => business.ReadAsync(async db =>
    {
        await db.ChangeAsync(() => change(db), default);
        return true;
    });

    private static GoodsMovement Slip(Guid payer, string number, decimal? quantity) => new()
    {
        Id = Guid.CreateVersion7(), CustomerId = payer, Kind = MovementKind.Delivery, SlipNumber = number, OrderNumber = "SO", Day = new(2026, 10, 5), Quantity = quantity, Amount = 1_234.56m, TaxRate = 0.13m,
    };
}
