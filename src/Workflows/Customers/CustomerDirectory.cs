using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Customers;

/// <summary>A customer in a list.</summary>
public sealed record CustomerRow(Guid Id, string Code, string Name, string NameEn, string Type, string Class, CustomerStatus Status, string Owner, string Area, decimal CreditLimit, string? CreditHold, bool HighRisk);

/// <summary>A store in a list.</summary>
public sealed record StoreRow(Guid Id, string Code, string Name, string Address, string CustomerCode, string Customer, string Owner, string Class, bool Active);

/// <summary>Finds customers and stores within a person's scope. Safe for concurrent use.</summary>
public sealed class CustomerDirectory(IDbContextFactory<ProcessSalesDb> databases)
{
    /// <summary>Customers whose code or name holds the text. <paramref name="sort"/>: code (default), name, class, limit; a leading <c>-</c> turns it round.</summary>
    public async Task<Page<CustomerRow>> CustomersAsync(Guid person, string? text, string? sort, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var rows = scope.Customers(db).AsNoTracking();
        if (!string.IsNullOrWhiteSpace(text)) rows = rows.Where(row => row.Code.Contains(text) || row.Name.Contains(text) || row.NameEn.Contains(text));
        rows = sort switch
        {
            "name" => rows.OrderBy(row => row.Name),
            "-name" => rows.OrderByDescending(row => row.Name),
            "class" => rows.OrderBy(row => row.Class).ThenBy(row => row.Code),
            "-class" => rows.OrderByDescending(row => row.Class).ThenBy(row => row.Code),
            "limit" => rows.OrderBy(row => row.CreditLimit),
            "-limit" => rows.OrderByDescending(row => row.CreditLimit),
            "-code" => rows.OrderByDescending(row => row.Code),
            _ => rows.OrderBy(row => row.Code),
        };
        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.Skip((number - 1) * size).Take(size)
            .Select(row => new CustomerRow(row.Id, row.Code, row.Name, row.NameEn, row.Type, row.Class, row.Status,
                db.Users.Where(owner => owner.Id == row.OwnerId).Select(owner => owner.Name).First(),
                db.OrgUnits.Where(area => area.Id == row.AreaId).Select(area => area.Name).First(), row.CreditLimit, row.CreditHold, row.HighRisk))
            .ToListAsync(cancellationToken);
        return new(page, total, number, size);
    }

    /// <summary>Whether a customer's credit is held; false for an unknown code.</summary>
    public async Task<bool> IsHeldAsync(string code, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Customers.AnyAsync(row => row.Code == code && row.CreditHold != null, cancellationToken);
    }

    /// <summary>Stores, optionally of one customer, whose code, name or address holds the text. <paramref name="sort"/>: code (default), name, customer; a leading <c>-</c> turns it round.</summary>
    public async Task<Page<StoreRow>> StoresAsync(Guid person, string? customerCode, string? text, string? sort, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var rows = scope.Stores(db).AsNoTracking().Join(db.Customers, store => store.CustomerId, customer => customer.Id, (store, customer) => new { store, customer });
        if (!string.IsNullOrWhiteSpace(customerCode)) rows = rows.Where(row => row.customer.Code == customerCode);
        if (!string.IsNullOrWhiteSpace(text)) rows = rows.Where(row => row.store.Code.Contains(text) || row.store.Name.Contains(text) || row.store.Address.Contains(text));
        rows = sort switch
        {
            "name" => rows.OrderBy(row => row.store.Name),
            "-name" => rows.OrderByDescending(row => row.store.Name),
            "customer" => rows.OrderBy(row => row.customer.Code).ThenBy(row => row.store.Code),
            "-customer" => rows.OrderByDescending(row => row.customer.Code).ThenBy(row => row.store.Code),
            "-code" => rows.OrderByDescending(row => row.store.Code),
            _ => rows.OrderBy(row => row.store.Code),
        };
        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.Skip((number - 1) * size).Take(size)
            .Select(row => new StoreRow(row.store.Id, row.store.Code, row.store.Name, row.store.Address, row.customer.Code, row.customer.Name,
                db.Users.Where(owner => owner.Id == row.store.OwnerId).Select(owner => owner.Name).First(), row.store.Class, row.store.Active))
            .ToListAsync(cancellationToken);
        return new(page, total, number, size);
    }
}
