using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Storage;

public sealed class ManyRowsTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Many_rows_are_written_as_the_context_would_write_them(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var rows = Enumerable.Range(1, 300).Select(number => new Product
        {
            Id = Guid.NewGuid(), Code = $"29000000{number:00000}", Name = $"名称 {number}'\"", CasePack = number, SupplyPrice = number + 0.1234m, ShelfLifeUnit = ShelfLifeUnit.Months, Active = number % 2 == 0,
        }).ToList();
        await InTransactionAsync(business, db => ManyRows<Product>.InsertAsync(db, rows, default));
        Assert.Equivalent(rows, await business.ReadAsync(ReadAsync), strict: true);

        // Some change in one column, some in another, one not at all.
        foreach (var row in rows.Skip(1)) (row.Name, row.SupplyPrice) = row.CasePack % 3 == 0 ? ("新", row.SupplyPrice) : (row.Name, 5.5m);
        await InTransactionAsync(business, async db =>
        {
            var many = new ManyRows<Product>(db, await ReadAsync(db));
            foreach (var (row, wanted) in many.Rows.Zip(rows)) (row.Name, row.SupplyPrice) = (wanted.Name, wanted.SupplyPrice);
            await many.SaveAsync(default);
        });
        Assert.Equivalent(rows, await business.ReadAsync(ReadAsync), strict: true);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_row_that_is_gone_meanwhile_is_not_passed_over(string database)
    {
        await using var business = await Business.OpenAsync(database);
        await InTransactionAsync(business, db => ManyRows<Product>.InsertAsync(db, [.. Enumerable.Range(1, 3).Select(number => new Product { Id = Guid.NewGuid(), Code = $"29000000{number:00000}", Name = "x" })], default));
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => InTransactionAsync(business, async db =>
        {
            var many = new ManyRows<Product>(db, await ReadAsync(db));
            foreach (var row in many.Rows) row.Name = "y";
            await db.Products.Where(row => row.Code == "2900000000003").ExecuteDeleteAsync();
            await many.SaveAsync(default);
        }));
        Assert.All(await business.ReadAsync(ReadAsync), row => Assert.Equal("x", row.Name));
    }

    private static Task InTransactionAsync(Business business, Func<ProcessSalesDb, Task> work) => business.ReadAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await work(db);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return true;
    });

    private static Task<List<Product>> ReadAsync(ProcessSalesDb db) => db.Products.AsNoTracking().Where(row => row.Code.StartsWith("29000000")).OrderBy(row => row.Code).ToListAsync();
}
