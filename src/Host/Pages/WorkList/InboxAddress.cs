using System.Globalization;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Pages.WorkList;

/// <summary>Addresses that carry a filter of the inbox, so that a page knows which list it was opened from.</summary>
internal static class InboxAddress
{
    /// <summary>Whether the request came from a list.</summary>
    internal static bool IsFromList(HttpRequest request) => request.Query.ContainsKey("tab");

    /// <summary>The filter that the address names.</summary>
    internal static InboxFilter Read(HttpRequest request) => InboxFilter.Read(name => request.Query[name].FirstOrDefault());

    /// <summary>The path with the filter, its page included.</summary>
    internal static string Of(string path, InboxFilter filter, params (string Name, string? Value)[] more) =>
        path + "?" + string.Join('&', filter.Values
            .Concat(filter.Number > 1 ? [("page", filter.Number.ToString(CultureInfo.InvariantCulture))] : [])
            .Concat(more.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => (pair.Name, Value: pair.Value!)))
            .Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
}
