using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace ProcessSales.Host.Layout;

/// <summary>Addresses with a query.</summary>
internal static class Query
{
    /// <summary>The path with those values that are there.</summary>
    public static string Of(string path, params (string Name, string? Value)[] values) =>
        QueryHelpers.AddQueryString(path, values.Where(x => !string.IsNullOrEmpty(x.Value)).ToDictionary(x => x.Name, x => x.Value));

    /// <summary>The day in an address; null for none, and for anything that is no day.</summary>
    public static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 2200 ? day : null;
}

/// <summary>The number of a page in an address.</summary>
internal static class PageNumber
{
    private const int Most = 100_000;

    /// <summary>1 for anything that is no page number.</summary>
    public static int Of(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, Most) : 1;
}
