using System.Globalization;
using ProcessSales.Workflows.Customers;

namespace ProcessSales.Host.Language;

/// <summary>Names of chains and articles as the reader knows them. One instance a request; nothing is read for whoever reads Chinese.</summary>
public sealed class Names(EnglishNames english)
{
    private IReadOnlyDictionary<string, string> known = new Dictionary<string, string>();

    /// <summary>To be called before the first name is shown.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (CultureInfo.CurrentUICulture.Name == "en") known = await english.AllAsync(cancellationToken);
    }

    /// <summary>The English name where there is one and English is read; else the name itself.</summary>
    public string this[string? name] => name is null ? "" : known.GetValueOrDefault(name, name);
}
