using ProcessSales.Host.Security;
using ProcessSales.Workflows.ApiAccess;
using ProcessSales.Workflows.Customers;

namespace ProcessSales.Host.Api;

/// <summary>A page of a list.</summary>
/// <param name="Total">Of all pages.</param>
/// <param name="Page">From 1.</param>
/// <param name="Size">Most items a page.</param>
public sealed record ApiPage<T>(IReadOnlyList<T> Items, int Total, int Page, int Size)
{
    internal static ApiPage<T> Of<TRow>(Workflows.Page<TRow> page, Func<TRow, T> read) => new([.. page.Rows.Select(read)], page.Total, page.Number, page.Size);
}

/// <summary>Which page is asked for; what is out of bounds is taken back into them.</summary>
/// <param name="Page">From 1.</param>
/// <param name="Size">1 to 200, 50 when it is not said.</param>
public sealed record ApiPaging(int? Page, int? Size)
{
    internal int Number => Math.Clamp(Page ?? 1, 1, 1_000_000);

    internal int Most => Math.Clamp(Size ?? 50, 1, 200);
}

/// <summary>A customer: a chain, which is also the payer.</summary>
/// <param name="CreditLimit">CNY.</param>
/// <param name="CreditHold">Why deliveries are stopped; null when they are not.</param>
public sealed record ApiCustomer(string Code, string Name, string NameEn, string Type, string Class, string Status, string Owner, string Area, decimal CreditLimit, string? CreditHold);

/// <summary>A store of a customer.</summary>
public sealed record ApiStore(string Code, string Name, string Address, string CustomerCode, string Class, string Owner, bool Active);

/// <summary>Customers and stores, within the scope of the key's person.</summary>
internal static class CustomersApi
{
    internal static void MapCustomers(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Customers");
        group.MapGet("/customers", async (string? q, [AsParameters] ApiPaging paging, HttpContext http, CustomerDirectory customers, CancellationToken stop) =>
                ApiPage<ApiCustomer>.Of(await customers.CustomersAsync(http.User.Id(), Short(q), null, paging.Number, paging.Most, stop), Read))
            .Needs(ApiScopes.ReadCustomers).WithName("listCustomers").WithSummary("Customers whose code or name holds a text, by code.");
        group.MapGet("/customers/{code}", async Task<IResult> (string code, HttpContext http, CustomerDirectory customers, CancellationToken stop) =>
                (await customers.CustomersAsync(http.User.Id(), Short(code), null, 1, 200, stop)).Rows.FirstOrDefault(row => row.Code == code) is { } found
                    ? Results.Ok(Read(found)) : Results.Problem(statusCode: StatusCodes.Status404NotFound))
            .Needs(ApiScopes.ReadCustomers).WithName("getCustomer").WithSummary("One customer by code.").Produces<ApiCustomer>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/stores", async (string? customer, string? q, [AsParameters] ApiPaging paging, HttpContext http, CustomerDirectory customers, CancellationToken stop) =>
                ApiPage<ApiStore>.Of(await customers.StoresAsync(http.User.Id(), Short(customer), Short(q), null, paging.Number, paging.Most, stop), row => new(row.Code, row.Name, row.Address, row.CustomerCode, row.Class, row.Owner, row.Active)))
            .Needs(ApiScopes.ReadCustomers).WithName("listStores").WithSummary("Stores, of one customer if its code is given, whose code, name or address holds a text.");
    }

    private static ApiCustomer Read(CustomerRow row) => new(row.Code, row.Name, row.NameEn, row.Type, row.Class, row.Status.ToString(), row.Owner, row.Area, row.CreditLimit, row.CreditHold);

    private static string? Short(string? text) => text is { Length: > 100 } ? text[..100] : text;
}
