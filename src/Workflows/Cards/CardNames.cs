using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Cards;

/// <summary>Codes of what a page of records refers to, read once a page.</summary>
internal static class CardNames
{
    public static Task<Dictionary<Guid, string>> PeopleAsync(ProcessSalesDb db, IEnumerable<Guid?> ids, CancellationToken cancellationToken) =>
        ReadAsync(ids, wanted => db.Users.Where(row => wanted.Contains(row.Id)).Select(row => new Pair(row.Id, row.UserName!)), cancellationToken);

    public static Task<Dictionary<Guid, string>> UnitsAsync(ProcessSalesDb db, IEnumerable<Guid?> ids, CancellationToken cancellationToken) =>
        ReadAsync(ids, wanted => db.OrgUnits.Where(row => wanted.Contains(row.Id)).Select(row => new Pair(row.Id, row.Code)), cancellationToken);

    public static Task<Dictionary<Guid, string>> CustomersAsync(ProcessSalesDb db, IEnumerable<Guid?> ids, CancellationToken cancellationToken) =>
        ReadAsync(ids, wanted => db.Customers.Where(row => wanted.Contains(row.Id)).Select(row => new Pair(row.Id, row.Code)), cancellationToken);

    public static Task<Dictionary<Guid, string>> StoresAsync(ProcessSalesDb db, IEnumerable<Guid?> ids, CancellationToken cancellationToken) =>
        ReadAsync(ids, wanted => db.Stores.Where(row => wanted.Contains(row.Id)).Select(row => new Pair(row.Id, row.Code)), cancellationToken);

    public static string Of(this Dictionary<Guid, string> names, Guid? id) => id is { } known ? names.GetValueOrDefault(known, "") : "";

    public static string Text(decimal? number) => number?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";

    public static string Text(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    public static string Text(DateOnly? day) => day is { } date && date != default ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "";

    public static string Text(bool flag) => flag ? "true" : "false";

    private static async Task<Dictionary<Guid, string>> ReadAsync(IEnumerable<Guid?> ids, Func<List<Guid>, IQueryable<Pair>> query, CancellationToken cancellationToken)
    {
        var wanted = ids.OfType<Guid>().Distinct().ToList();
        return wanted.Count == 0 ? [] : (await query(wanted).AsNoTracking().ToListAsync(cancellationToken)).ToDictionary(row => row.Id, row => row.Code);
    }

    private sealed record Pair(Guid Id, string Code);
}
